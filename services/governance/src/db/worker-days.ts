import type { Hex } from "@pha/codec";
import { and, type Db, desc, eq, lt, sql } from "@pha/service-kit/db";
import { workerDays } from "./schema.ts";

export type WorkerDay = typeof workerDays.$inferSelect;

/** What comes to a worker's day. */
type Change = Partial<Pick<WorkerDay, "answers" | "silences" | "paid" | "slashed">>;

/** A worker does something on a day for a pool. */
export async function changeWorker(
  tx: Db,
  at: Pick<WorkerDay, "worker" | "day" | "pool">,
  { answers = 0, silences = 0, paid = 0n, slashed = 0n }: Change,
): Promise<void> {
  await tx
    .insert(workerDays)
    .values({ ...at, answers, silences, paid, slashed })
    .onConflictDoUpdate({
      target: [workerDays.worker, workerDays.day],
      set: {
        pool: at.pool,
        answers: sql`${workerDays.answers} + ${answers}::integer`,
        silences: sql`${workerDays.silences} + ${silences}::integer`,
        paid: sql`${workerDays.paid} + ${paid.toString()}::numeric`,
        slashed: sql`${workerDays.slashed} + ${slashed.toString()}::numeric`,
      },
    });
}

/** Days of a worker, newest first. */
export const listWorkerDays = (
  db: Db,
  worker: Hex,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<WorkerDay[]> =>
  db
    .select()
    .from(workerDays)
    .where(and(eq(workerDays.worker, worker), before === undefined ? undefined : lt(workerDays.day, before)))
    .orderBy(desc(workerDays.day))
    .limit(limit);
