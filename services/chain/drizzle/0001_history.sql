CREATE TABLE "chain"."activity" (
	"account" "bytea" NOT NULL,
	"block" integer NOT NULL,
	"extrinsic" integer NOT NULL,
	CONSTRAINT "activity_account_block_extrinsic_pk" PRIMARY KEY("account","block","extrinsic")
);
--> statement-breakpoint
CREATE TABLE "chain"."progress" (
	"job" text PRIMARY KEY NOT NULL,
	"height" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "state_values_by_height" ON "chain"."state_values" USING btree ("height");--> statement-breakpoint
CREATE INDEX "tree_pages_by_height" ON "chain"."tree_pages" USING btree ("height");