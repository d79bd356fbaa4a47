CREATE TABLE "governance"."tips" (
	"index" integer PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"open" boolean NOT NULL
);
--> statement-breakpoint
CREATE INDEX "tips_open" ON "governance"."tips" USING btree ("hash") WHERE "governance"."tips"."open";