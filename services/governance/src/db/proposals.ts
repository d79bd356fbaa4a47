import { and, type Db, desc, eq, lt } from "@pha/service-kit/db";
import { proposals } from "./schema.ts";

export type ProposalRow = typeof proposals.$inferSelect;

interface Wanted {
  readonly status: ProposalRow["status"] | undefined;
  readonly before: number | undefined;
  readonly limit: number;
}

/** Public proposals, newest first. */
export function listProposals(db: Db, { status, before, limit }: Wanted): Promise<ProposalRow[]> {
  const isOf = status === undefined ? undefined : eq(proposals.status, status);
  const isBefore = before === undefined ? undefined : lt(proposals.index, before);
  return db.select().from(proposals).where(and(isOf, isBefore)).orderBy(desc(proposals.index)).limit(limit);
}
