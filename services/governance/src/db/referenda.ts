import { and, type Db, desc, eq, lt } from "@pha/service-kit/db";
import { referenda } from "./schema.ts";

export type ReferendumRow = typeof referenda.$inferSelect;

interface Wanted {
  readonly status: ReferendumRow["status"] | undefined;
  readonly before: number | undefined;
  readonly limit: number;
}

/** Referenda, newest first. */
export function listReferenda(db: Db, { status, before, limit }: Wanted): Promise<ReferendumRow[]> {
  const isOf = status === undefined ? undefined : eq(referenda.status, status);
  const isBefore = before === undefined ? undefined : lt(referenda.index, before);
  return db.select().from(referenda).where(and(isOf, isBefore)).orderBy(desc(referenda.index)).limit(limit);
}

export async function findReferendum(db: Db, index: number): Promise<ReferendumRow | undefined> {
  const [row] = await db.select().from(referenda).where(eq(referenda.index, index));
  return row;
}
