CREATE TABLE "chain"."nil_certificates" (
	"number" integer NOT NULL,
	"round" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "nil_certificates_number_round_pk" PRIMARY KEY("number","round")
);
