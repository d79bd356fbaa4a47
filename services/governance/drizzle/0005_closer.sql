CREATE TABLE "governance"."closer" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"replica" text NOT NULL,
	"block" integer NOT NULL,
	CONSTRAINT "closer_single" CHECK ("governance"."closer"."id" = 1)
);
--> statement-breakpoint
DROP INDEX "governance"."events_by_topic";--> statement-breakpoint
CREATE INDEX "events_by_topic" ON "governance"."events" USING btree ("topic" text_pattern_ops,"block","index");