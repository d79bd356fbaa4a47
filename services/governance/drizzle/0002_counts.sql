ALTER TABLE "governance"."referenda" ADD COLUMN "bounded" text;--> statement-breakpoint
ALTER TABLE "governance"."referenda" ADD COLUMN "ayes" numeric(39,0);--> statement-breakpoint
ALTER TABLE "governance"."referenda" ADD COLUMN "nays" numeric(39,0);--> statement-breakpoint
ALTER TABLE "governance"."referenda" ADD COLUMN "turnout" numeric(39,0);--> statement-breakpoint
ALTER TABLE "governance"."referenda" ADD COLUMN "electorate" numeric(39,0);