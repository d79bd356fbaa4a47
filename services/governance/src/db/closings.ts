import { and, type Db, eq, sql } from "@pha/service-kit/db";
import type { Motion } from "../rules/motion.ts";
import { closings } from "./schema.ts";

export type ClosingRow = typeof closings.$inferSelect;

/** Motions that could not be closed. */
export const listClosings = (db: Db): Promise<ClosingRow[]> => db.select().from(closings);

/** Notes that an attempt to close a motion failed, at a block. */
export async function noteFailure(db: Db, { body, index }: Motion, block: number): Promise<void> {
  await db
    .insert(closings)
    .values({ body, index, block, attempts: 1 })
    .onConflictDoUpdate({
      target: [closings.body, closings.index],
      set: { block, attempts: sql`${closings.attempts} + 1` },
    });
}

/** Forgets a motion that is over. */
export async function removeClosing(db: Db, { body, index }: Motion): Promise<void> {
  await db.delete(closings).where(and(eq(closings.body, body), eq(closings.index, index)));
}
