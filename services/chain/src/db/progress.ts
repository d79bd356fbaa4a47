import { type Db, eq } from "@pha/service-kit/db";
import { progress } from "./schema.ts";

export type Job = typeof progress.$inferSelect.job;

/** How far a job has come; 0 before it began. */
export async function findProgress(db: Db, job: Job): Promise<number> {
  const [row] = await db.select().from(progress).where(eq(progress.job, job));
  return row?.height ?? 0;
}

/**
 * Moves a job on in one transaction: `work` gets the height it has come to and returns the one it has reached.
 * The result is that height; `undefined` while another replica is at it.
 */
export async function advanceJob(
  db: Db,
  job: Job,
  work: (tx: Db, from: number) => Promise<number>,
): Promise<number | undefined> {
  await db.insert(progress).values({ job, height: 0 }).onConflictDoNothing();
  return db.transaction(async (tx) => {
    const [row] = await tx.select().from(progress).where(eq(progress.job, job)).for("update", { skipLocked: true });
    if (!row) return undefined;
    const height = await work(tx, row.height);
    if (height !== row.height) await tx.update(progress).set({ height }).where(eq(progress.job, job));
    return height;
  });
}
