import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { PHA } from "../balances/account-data.ts";
import { transfer } from "../balances/ledger.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { poolAccount } from "./account.ts";
import { payDue } from "./house.ts";
import { stakePools } from "./spec.ts";
import type { Pool } from "./types.ts";

const { errors } = stakePools;

/** What whoever creates a pool puts into its account, so that it is always there. */
export const keep = PHA;

/** @throws `StakePools.UnknownPool` */
export function expectPool(env: Env, id: number): Pool {
  const pool = env.of(stakePools).state.pools.get(id);
  if (!pool) throw errors.UnknownPool({ pool: id });
  return pool;
}

/** @throws `StakePools.UnknownPool`, `NotOwner` */
export function expectPoolOwner(env: Env, id: number, who: AccountId): Pool {
  const pool = expectPool(env, id);
  if (pool.owner !== who) throw errors.NotOwner({ owner: pool.owner });
  return pool;
}

/** @throws `StakePools.Suspended` */
export function expectRunning({ suspensions }: Pool): void {
  if (suspensions > 0) throw errors.Suspended({ reasons: suspensions });
}

/** Stake in sessions, those that are stopping among them. */
export const inSessions = ({ value, free }: Pick<Pool, "value" | "free">): bigint => value - free;

/** Moves money out of a pool's account, which stays. */
export function pay(env: Env, id: number, to: AccountId, amount: bigint): void {
  if (amount > 0n) transfer(env, poolAccount(id), to, amount, true);
}

/** What rounding left goes to the treasury. */
export function sweep(env: Env, id: number, amount: bigint): void {
  if (amount === 0n) return;
  pay(env, id, treasuryAccount, amount);
  env.of(stakePools).emit.DustSwept({ pool: id, amount });
}

/** Pays what is due and writes the pool; while it is suspended, only that. */
export function putAndPay(env: Env, id: number, pool: Pool): Pool {
  const { state, emit } = env.of(stakePools);
  if (pool.suspensions > 0) {
    state.pools.put(id, pool);
    return pool;
  }
  const { house, value, paid } = payDue(env, state, id, pool, pool.value);
  const next = { ...house, value };
  state.pools.put(id, next);
  for (const each of paid) emit.BatchPaid({ pool: id, ...each });
  return next;
}
