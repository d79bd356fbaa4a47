CREATE SCHEMA "chain";
--> statement-breakpoint
CREATE TABLE "chain"."authoring" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"epoch" bigint NOT NULL,
	CONSTRAINT "authoring_single" CHECK ("chain"."authoring"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "chain"."blocks" (
	"number" integer PRIMARY KEY NOT NULL,
	"hash" "bytea" NOT NULL,
	"header" "bytea" NOT NULL,
	"epoch" bigint NOT NULL,
	"round" integer NOT NULL,
	CONSTRAINT "blocks_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "chain"."certificates" (
	"number" integer PRIMARY KEY NOT NULL,
	"bytes" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain"."events" (
	"block" integer NOT NULL,
	"index" integer NOT NULL,
	"extrinsic" integer,
	"pallet" text NOT NULL,
	"name" text NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "events_block_index_pk" PRIMARY KEY("block","index")
);
--> statement-breakpoint
CREATE TABLE "chain"."extrinsics" (
	"block" integer NOT NULL,
	"index" integer NOT NULL,
	"hash" "bytea" NOT NULL,
	"bytes" "bytea" NOT NULL,
	"ok" boolean NOT NULL,
	CONSTRAINT "extrinsics_block_index_pk" PRIMARY KEY("block","index"),
	CONSTRAINT "extrinsics_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "chain"."messages" (
	"block" integer NOT NULL,
	"index" integer NOT NULL,
	"cluster" bigint NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "messages_block_index_pk" PRIMARY KEY("block","index")
);
--> statement-breakpoint
CREATE TABLE "chain"."meta" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"genesis_hash" "bytea" NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"spec" text NOT NULL,
	CONSTRAINT "meta_single" CHECK ("chain"."meta"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "chain"."outbox" (
	"sequence" bigserial PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"number" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain"."pool" (
	"sequence" bigserial PRIMARY KEY NOT NULL,
	"hash" "bytea" NOT NULL,
	"bytes" "bytea" NOT NULL,
	"verdict" text,
	"reason" text,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pool_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "chain"."proposals" (
	"number" integer PRIMARY KEY NOT NULL,
	"bytes" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain"."state_values" (
	"key" "bytea" NOT NULL,
	"height" integer NOT NULL,
	"value" "bytea",
	CONSTRAINT "state_values_key_height_pk" PRIMARY KEY("key","height")
);
--> statement-breakpoint
CREATE TABLE "chain"."tree_pages" (
	"path" text NOT NULL,
	"height" integer NOT NULL,
	"page" "bytea",
	CONSTRAINT "tree_pages_path_height_pk" PRIMARY KEY("path","height")
);
--> statement-breakpoint
CREATE INDEX "events_by_name" ON "chain"."events" USING btree ("pallet","name","block");--> statement-breakpoint
CREATE INDEX "pool_waiting" ON "chain"."pool" USING btree ("sequence") WHERE "chain"."pool"."verdict" is null;