CREATE TABLE "governance"."house_days" (
	"kind" text NOT NULL,
	"house" integer NOT NULL,
	"day" integer NOT NULL,
	"shares" numeric(39,0) NOT NULL,
	"value" numeric(39,0) NOT NULL,
	"to_delegators" numeric(39,0) DEFAULT 0 NOT NULL,
	"to_owner" numeric(39,0) DEFAULT 0 NOT NULL,
	"slashed" numeric(39,0) DEFAULT 0 NOT NULL,
	"returned" numeric(39,0) DEFAULT 0 NOT NULL,
	CONSTRAINT "house_days_kind_house_day_pk" PRIMARY KEY("kind","house","day")
);
--> statement-breakpoint
CREATE TABLE "governance"."stake_batches" (
	"kind" text NOT NULL,
	"house" integer NOT NULL,
	"batch" integer NOT NULL,
	"asked" numeric(39,0) NOT NULL,
	"waiting" numeric(39,0) NOT NULL,
	CONSTRAINT "stake_batches_kind_house_batch_pk" PRIMARY KEY("kind","house","batch")
);
--> statement-breakpoint
CREATE TABLE "governance"."stake_moves" (
	"block" integer NOT NULL,
	"index" integer NOT NULL,
	"time_ms" bigint NOT NULL,
	"kind" text NOT NULL,
	"house" integer NOT NULL,
	"account" text NOT NULL,
	"what" text NOT NULL,
	"amount" numeric(39,0) NOT NULL,
	"shares" numeric(39,0) NOT NULL,
	"active" numeric(39,0) NOT NULL,
	"asked" numeric(39,0) NOT NULL,
	"batch" integer,
	"claimed" numeric(39,0) NOT NULL,
	"contributed" numeric(39,0) NOT NULL,
	"withdrawn" numeric(39,0) NOT NULL,
	CONSTRAINT "stake_moves_block_index_pk" PRIMARY KEY("block","index")
);
--> statement-breakpoint
CREATE TABLE "governance"."stake_owners" (
	"kind" text NOT NULL,
	"house" integer NOT NULL,
	"owner" text NOT NULL,
	CONSTRAINT "stake_owners_kind_house_pk" PRIMARY KEY("kind","house")
);
--> statement-breakpoint
CREATE TABLE "governance"."stake_payments" (
	"block" integer NOT NULL,
	"index" integer NOT NULL,
	"time_ms" bigint NOT NULL,
	"kind" text NOT NULL,
	"house" integer NOT NULL,
	"batch" integer NOT NULL,
	"waiting" numeric(39,0) NOT NULL,
	"paid" numeric(39,0) NOT NULL,
	CONSTRAINT "stake_payments_block_index_pk" PRIMARY KEY("block","index")
);
--> statement-breakpoint
CREATE TABLE "governance"."worker_days" (
	"worker" text NOT NULL,
	"day" integer NOT NULL,
	"pool" integer NOT NULL,
	"answers" integer DEFAULT 0 NOT NULL,
	"silences" integer DEFAULT 0 NOT NULL,
	"paid" numeric(39,0) DEFAULT 0 NOT NULL,
	"slashed" numeric(39,0) DEFAULT 0 NOT NULL,
	CONSTRAINT "worker_days_worker_day_pk" PRIMARY KEY("worker","day")
);
--> statement-breakpoint
CREATE INDEX "stake_moves_by_account" ON "governance"."stake_moves" USING btree ("account","kind","house","block","index");--> statement-breakpoint
CREATE INDEX "stake_moves_by_account_time" ON "governance"."stake_moves" USING btree ("account","block","index");--> statement-breakpoint
CREATE INDEX "stake_moves_by_house" ON "governance"."stake_moves" USING btree ("kind","house","block","index");--> statement-breakpoint
CREATE INDEX "stake_payments_by_batch" ON "governance"."stake_payments" USING btree ("kind","house","batch","block","index");--> statement-breakpoint
DELETE FROM "governance"."head";--> statement-breakpoint
DELETE FROM "governance"."events";--> statement-breakpoint
DELETE FROM "governance"."proposals";--> statement-breakpoint
DELETE FROM "governance"."referenda";--> statement-breakpoint
DELETE FROM "governance"."tips";--> statement-breakpoint
DELETE FROM "governance"."child_bounties";--> statement-breakpoint
DELETE FROM "governance"."voters";--> statement-breakpoint
DELETE FROM "governance"."delegations";--> statement-breakpoint
UPDATE "governance"."cursors" SET "height" = 0 WHERE "job" = 'governance';
