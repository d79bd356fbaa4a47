CREATE TABLE "governance"."closings" (
	"body" text NOT NULL,
	"index" integer NOT NULL,
	"attempts" integer NOT NULL,
	"block" integer NOT NULL,
	CONSTRAINT "closings_body_index_pk" PRIMARY KEY("body","index")
);
