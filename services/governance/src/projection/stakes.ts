import type { AccountId } from "@pha/codec";
import { stakePools, vaults } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { changeHouse } from "../db/house-days.ts";
import { askBatch, findBatch, payBatch } from "../db/stake-batches.ts";
import { findStanding, type House, insertMove, type Move, type Standing } from "../db/stake-moves.ts";
import { dayOf } from "../rules/days.ts";
import { on, type Place, type Rule } from "./event.ts";

export const poolHouse = (pool: number): House => ({ kind: "pool", house: pool });
export const vaultHouse = (vault: number): House => ({ kind: "vault", house: vault });

/** Who does what, with how much. */
interface Act extends Pick<Move, "what"> {
  readonly who: AccountId;
  readonly amount?: bigint;
  readonly shares?: bigint;
}

/** Writes what an account did, and how it stands after that. */
export async function moveStake(
  tx: Db,
  { block, index, timeMs }: Place,
  house: House,
  { who, what, amount = 0n, shares = 0n }: Act,
  change: (before: Standing) => Partial<Standing>,
): Promise<void> {
  const before = await findStanding(tx, who, house);
  await insertMove(tx, {
    ...{ block, index, timeMs, kind: house.kind, house: house.house, account: who, what, amount, shares },
    ...{ ...before, ...change(before) },
  });
}

interface By {
  readonly who: AccountId;
}

async function contributed(tx: Db, at: Place, house: House, { who, amount, shares }: By & Paid): Promise<void> {
  await moveStake(tx, at, house, { who, what: "contributed", amount, shares }, (before) => ({
    active: before.active + shares,
    contributed: before.contributed + amount,
  }));
  await changeHouse(tx, house, dayOf(at.timeMs), { shares, value: amount });
}

interface Paid {
  readonly shares: bigint;
  readonly amount: bigint;
}

async function asked(
  tx: Db,
  at: Place,
  house: House,
  { who, shares, batch }: By & { readonly shares: bigint; readonly batch: number },
): Promise<void> {
  await moveStake(tx, at, house, { who, what: "asked", shares }, (before) => ({
    active: before.active - shares,
    asked: before.asked + shares,
    batch,
  }));
  await askBatch(tx, house, batch, shares);
}

async function cancelled(
  tx: Db,
  at: Place,
  house: House,
  { who, shares }: By & { readonly shares: bigint },
): Promise<void> {
  const { batch } = await findStanding(tx, who, house);
  await moveStake(tx, at, house, { who, what: "cancelled", shares }, (before) => ({
    ...{ active: before.active + shares, asked: 0n, batch: null, claimed: 0n },
  }));
  if (batch !== null) await askBatch(tx, house, batch, -shares);
}

async function batchPaid(tx: Db, at: Place, house: House, paid: Paid & { readonly batch: number }): Promise<void> {
  const { block, index, timeMs } = at;
  await payBatch(tx, { block, index, timeMs }, house, paid);
  await changeHouse(tx, house, dayOf(timeMs), { shares: -paid.shares, value: -paid.amount });
}

async function claimed(
  tx: Db,
  at: Place,
  house: House,
  { who, amount }: By & { readonly amount: bigint },
): Promise<void> {
  const { batch } = await findStanding(tx, who, house);
  const isOver = batch === null || (await findBatch(tx, house, batch)).waiting === 0n;
  await moveStake(tx, at, house, { who, what: "claimed", amount }, (before) => ({
    withdrawn: before.withdrawn + amount,
    ...(isOver ? { asked: 0n, batch: null, claimed: 0n } : { claimed: before.claimed + amount }),
  }));
}

/** What accounts have in pools and vaults: joining, leaving, being paid. */
export const stakeRules: readonly Rule[] = [
  on(stakePools, "Contributed", undefined, (tx, { pool, ...act }, at) => contributed(tx, at, poolHouse(pool), act)),
  on(stakePools, "WithdrawalAsked", undefined, (tx, { pool, ...act }, at) => asked(tx, at, poolHouse(pool), act)),
  on(stakePools, "WithdrawalCancelled", undefined, (tx, { pool, ...act }, at) =>
    cancelled(tx, at, poolHouse(pool), act),
  ),
  on(stakePools, "BatchPaid", undefined, (tx, { pool, ...paid }, at) => batchPaid(tx, at, poolHouse(pool), paid)),
  on(stakePools, "Claimed", undefined, (tx, { pool, ...act }, at) => claimed(tx, at, poolHouse(pool), act)),
  on(vaults, "Contributed", undefined, (tx, { vault, ...act }, at) => contributed(tx, at, vaultHouse(vault), act)),
  on(vaults, "WithdrawalAsked", undefined, (tx, { vault, ...act }, at) => asked(tx, at, vaultHouse(vault), act)),
  on(vaults, "WithdrawalCancelled", undefined, (tx, { vault, ...act }, at) =>
    cancelled(tx, at, vaultHouse(vault), act),
  ),
  on(vaults, "BatchPaid", undefined, (tx, { vault, ...paid }, at) => batchPaid(tx, at, vaultHouse(vault), paid)),
  on(vaults, "Claimed", undefined, (tx, { vault, ...act }, at) => claimed(tx, at, vaultHouse(vault), act)),
];
