CREATE TABLE "chain"."event_runs" (
	"block" integer NOT NULL,
	"first" integer NOT NULL,
	"pallet" text NOT NULL,
	"name" text NOT NULL,
	"count" integer NOT NULL,
	"indexes" integer[] NOT NULL,
	"extrinsics" integer[] NOT NULL,
	"data" "bytea"[] NOT NULL,
	CONSTRAINT "event_runs_block_first_pk" PRIMARY KEY("block","first")
);
--> statement-breakpoint
INSERT INTO "chain"."event_runs" ("block", "first", "pallet", "name", "count", "indexes", "extrinsics", "data")
SELECT "block", min("index"), "pallet", "name", count(*), array_agg("index" ORDER BY "index"),
	array_agg("extrinsic" ORDER BY "index"), array_agg("data" ORDER BY "index")
FROM (
	SELECT *, (row_number() OVER (PARTITION BY "block", "pallet", "name" ORDER BY "index") - 1) / 128 AS "run"
	FROM "chain"."events"
) AS "numbered"
GROUP BY "block", "pallet", "name", "run";
--> statement-breakpoint
DROP TABLE "chain"."events";
--> statement-breakpoint
CREATE INDEX "event_runs_by_name" ON "chain"."event_runs" USING btree ("pallet","name","block");
--> statement-breakpoint
ALTER TABLE "chain"."event_runs" ALTER COLUMN "data" SET STORAGE EXTERNAL;
--> statement-breakpoint
ALTER TABLE "chain"."state_values" ALTER COLUMN "value" SET STORAGE EXTERNAL;
--> statement-breakpoint
ALTER TABLE "chain"."proposals" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
