import { type Db, gt, sql } from "@pha/service-kit/db";
import { type Accepted, insertAccepted } from "./pool.ts";
import {
  activity,
  blocks,
  certificates,
  eventRuns,
  extrinsics,
  itemChanges,
  messages,
  outbox,
  pool,
  progress,
  proposals,
  stateValues,
  treePages,
} from "./schema.ts";

/** Every table with rows of single blocks, and the column that names the height. */
export const heights = [
  [stateValues, stateValues.height],
  [treePages, treePages.height],
  [itemChanges, itemChanges.height],
  [messages, messages.block],
  [eventRuns, eventRuns.block],
  [extrinsics, extrinsics.block],
  [proposals, proposals.number],
  [outbox, outbox.number],
  [blocks, blocks.number],
] as const;

/** Takes back all blocks above a height, certified ones too, and makes the pool what it was then. */
export async function returnTo(tx: Db, number: number, waiting: readonly Accepted[]): Promise<void> {
  await tx.update(progress).set({ height: number }).where(gt(progress.height, number));
  await tx.delete(activity).where(gt(activity.block, number));
  await deleteBlocksAbove(tx, number);
  await tx.delete(certificates).where(gt(certificates.number, number));
  await tx.delete(pool);
  await insertAccepted(tx, waiting);
}

/** Takes all blocks above a height back: their extrinsics wait again, in the order of the blocks. */
export async function deleteBlocksAbove(tx: Db, number: number): Promise<void> {
  await tx.execute(sql`
    insert into chain.pool (hash, bytes)
    select hash, bytes from chain.extrinsics where block > ${number} order by block, index
    on conflict (hash) do update set verdict = null, reason = null
  `);
  // A mortal extrinsic may be signed for the hash of a block that is gone.
  await tx.update(pool).set({ verifiedAt: null }).where(gt(pool.verifiedAt, number));
  for (const [table, height] of heights) await tx.delete(table).where(gt(height, number));
}
