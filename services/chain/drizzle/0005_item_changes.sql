CREATE TABLE "chain"."item_changes" (
	"item" "bytea" NOT NULL,
	"height" integer NOT NULL,
	CONSTRAINT "item_changes_item_height_pk" PRIMARY KEY("item","height")
);
--> statement-breakpoint
CREATE INDEX "item_changes_by_height" ON "chain"."item_changes" USING btree ("height");
--> statement-breakpoint
INSERT INTO "chain"."item_changes" ("item", "height")
SELECT DISTINCT substring("key" from 1 for 32), "height" FROM "chain"."state_values";
