CREATE TABLE "governance"."child_bounties" (
	"index" integer PRIMARY KEY NOT NULL,
	"bounty" integer NOT NULL,
	"open" boolean NOT NULL
);
--> statement-breakpoint
CREATE INDEX "child_bounties_open" ON "governance"."child_bounties" USING btree ("bounty","index") WHERE "governance"."child_bounties"."open";--> statement-breakpoint
INSERT INTO "governance"."child_bounties" ("index", "bounty", "open")
SELECT ("added"."fields"::json->>'child_index')::integer, ("added"."fields"::json->>'index')::integer, NOT EXISTS (
	SELECT FROM "governance"."events" AS "ended"
	WHERE "ended"."pallet" = 'ChildBounties' AND "ended"."name" IN ('Claimed', 'Canceled') AND "ended"."topic" = "added"."topic"
		AND "ended"."fields"::json->>'child_index' = "added"."fields"::json->>'child_index'
)
FROM "governance"."events" AS "added"
WHERE "added"."pallet" = 'ChildBounties' AND "added"."name" = 'Added';
