CREATE SCHEMA "governance";
--> statement-breakpoint
CREATE TABLE "governance"."cursors" (
	"job" text PRIMARY KEY NOT NULL,
	"height" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "governance"."delegations" (
	"account" text PRIMARY KEY NOT NULL,
	"target" text NOT NULL,
	"since" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "governance"."events" (
	"block" integer NOT NULL,
	"index" integer NOT NULL,
	"extrinsic" integer,
	"time_ms" bigint NOT NULL,
	"pallet" text NOT NULL,
	"name" text NOT NULL,
	"topic" text NOT NULL,
	"fields" text NOT NULL,
	CONSTRAINT "events_block_index_pk" PRIMARY KEY("block","index")
);
--> statement-breakpoint
CREATE TABLE "governance"."head" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"number" integer NOT NULL,
	"hash" text NOT NULL,
	"time_ms" bigint NOT NULL,
	CONSTRAINT "head_single" CHECK ("governance"."head"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "governance"."meta" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"genesis_hash" text NOT NULL,
	CONSTRAINT "meta_single" CHECK ("governance"."meta"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "governance"."proposals" (
	"index" integer PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"deposit" numeric(39,0) NOT NULL,
	"seconds" integer NOT NULL,
	"proposed_at" integer NOT NULL,
	"extrinsic" integer,
	"ended_at" integer,
	"referendum" integer
);
--> statement-breakpoint
CREATE TABLE "governance"."referenda" (
	"index" integer PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"threshold" text NOT NULL,
	"origin" text NOT NULL,
	"proposal" integer,
	"started_at" integer NOT NULL,
	"ended_at" integer,
	"dispatched_at" integer,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "governance"."voters" (
	"referendum" integer NOT NULL,
	"account" text NOT NULL,
	CONSTRAINT "voters_referendum_account_pk" PRIMARY KEY("referendum","account")
);
--> statement-breakpoint
CREATE INDEX "delegations_by_target" ON "governance"."delegations" USING btree ("target");--> statement-breakpoint
CREATE INDEX "events_by_topic" ON "governance"."events" USING btree ("topic","block","index");--> statement-breakpoint
CREATE INDEX "referenda_by_status" ON "governance"."referenda" USING btree ("status","index");