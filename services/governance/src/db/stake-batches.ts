import { and, type Db, desc, eq, lt, sql } from "@pha/service-kit/db";
import { stakeBatches, stakePayments } from "./schema.ts";
import type { House } from "./stake-moves.ts";

/** A batch: shares that were asked back in it, those that wait, and what was paid for the others. */
export interface BatchAt {
  readonly asked: bigint;
  readonly waiting: bigint;
  readonly paid: bigint;
}

type Payment = typeof stakePayments.$inferSelect;

const isBatch = (table: typeof stakeBatches | typeof stakePayments, { kind, house }: House, batch: number) =>
  and(eq(table.kind, kind), eq(table.house, house), eq(table.batch, batch));

/** More is asked back in a batch, or less. */
export async function askBatch(tx: Db, house: House, batch: number, shares: bigint): Promise<void> {
  await tx
    .insert(stakeBatches)
    .values({ kind: house.kind, house: house.house, batch, asked: shares, waiting: shares })
    .onConflictDoUpdate({
      target: [stakeBatches.kind, stakeBatches.house, stakeBatches.batch],
      set: {
        asked: sql`${stakeBatches.asked} + ${shares.toString()}::numeric`,
        waiting: sql`${stakeBatches.waiting} + ${shares.toString()}::numeric`,
      },
    });
}

/** Some shares of a batch are paid. */
export async function payBatch(
  tx: Db,
  at: Pick<Payment, "block" | "index" | "timeMs">,
  { kind, house }: House,
  { batch, shares, amount }: { readonly batch: number; readonly shares: bigint; readonly amount: bigint },
): Promise<void> {
  const before = await findBatch(tx, { kind, house }, batch);
  const [waiting, paid] = [before.waiting - shares, before.paid + amount];
  await tx.insert(stakePayments).values({ ...at, kind, house, batch, waiting, paid });
  await tx
    .update(stakeBatches)
    .set({ waiting })
    .where(isBatch(stakeBatches, { kind, house }, batch));
}

/** A batch as it was before a time; now where none is given. */
export async function findBatch(db: Db, house: House, batch: number, beforeMs?: bigint): Promise<BatchAt> {
  const [row] = await db
    .select({ asked: stakeBatches.asked })
    .from(stakeBatches)
    .where(isBatch(stakeBatches, house, batch));
  const isBefore = beforeMs === undefined ? undefined : lt(stakePayments.timeMs, beforeMs);
  const [payment] = await db
    .select()
    .from(stakePayments)
    .where(and(isBatch(stakePayments, house, batch), isBefore))
    .orderBy(desc(stakePayments.block), desc(stakePayments.index))
    .limit(1);
  const asked = row?.asked ?? 0n;
  return { asked, waiting: payment?.waiting ?? asked, paid: payment?.paid ?? 0n };
}
