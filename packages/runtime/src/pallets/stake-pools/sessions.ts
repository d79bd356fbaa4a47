import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { lesser } from "../balances/parts.ts";
import { tickOf } from "../timestamp/clock.ts";
import { hourTicks } from "./figures.ts";
import { cut, lose, worthOf } from "./fund.ts";
import { overdueShares, putDelegation, unaskedOf } from "./house.ts";
import { expectPool, expectRunning, inSessions, pay, putAndPay } from "./pools.ts";
import { stakePools } from "./spec.ts";
import type { Pool } from "./types.ts";

const { errors } = stakePools;

/** @throws `StakePools.UnknownPool` */
export const poolOwner = (env: Env, id: number): AccountId => expectPool(env, id).owner;

/** What the owner's shares that answer first must be worth while so much is in sessions. */
export function ownWorthFor(env: Env, staked: bigint): bigint {
  const { ownPart } = env.of(stakePools).state.figures.get();
  return (staked * BigInt(ownPart) + 999_999n) / 1_000_000n;
}

/** @throws `StakePools.TooFewOwnShares` where shares are worth too little for what is in sessions. */
export function expectOwnShares(env: Env, pool: Pool, own: bigint, staked: bigint): void {
  const [needed, worth] = [ownWorthFor(env, staked), worthOf(pool, own)];
  if (worth < needed) throw errors.TooFewOwnShares({ worth, needed });
}

/**
 * Free stake goes into a session.
 *
 * @throws `StakePools.UnknownPool`, `Suspended`, `NotEnoughStake`, `TooFewOwnShares`
 */
export function lockStake(env: Env, id: number, amount: bigint): void {
  const { state, emit } = env.of(stakePools);
  const pool = expectPool(env, id);
  expectRunning(pool);
  const left = unaskedOf(pool);
  if (amount > left) throw errors.NotEnoughStake({ left, amount });
  expectOwnShares(env, pool, pool.own, inSessions(pool) + amount);
  state.pools.put(id, { ...pool, free: pool.free - amount });
  emit.Staked({ pool: id, amount });
}

/** A session is stopped: its stake returns when its notice is over. */
export function announceStop(env: Env, id: number, amount: bigint): void {
  const pool = expectPool(env, id);
  env.of(stakePools).state.pools.put(id, { ...pool, stopping: pool.stopping + amount });
  env.of(stakePools).emit.Stopping({ pool: id, amount });
}

/** What is left of a stopped session's stake is free again; what is due is paid with it. */
export function releaseStake(env: Env, id: number, amount: bigint): void {
  const pool = expectPool(env, id);
  env.of(stakePools).emit.Released({ pool: id, amount });
  putAndPay(env, id, { ...pool, free: pool.free + amount, stopping: pool.stopping - amount });
}

/**
 * A machine of a pool has earned an amount that is in the pool's account already. What nobody has shares for goes on to
 * the treasury.
 */
export function bookReward(env: Env, id: number, amount: bigint): void {
  const { emit } = env.of(stakePools);
  const pool = expectPool(env, id);
  if (pool.shares === 0n) {
    pay(env, id, treasuryAccount, amount);
    emit.RewardDismissed({ pool: id, amount });
    return;
  }
  const toOwner = cut(amount, pool.commission);
  const toDelegators = amount - toOwner;
  emit.Rewarded({ pool: id, toOwner, toDelegators });
  const { value, free, commissionDue } = pool;
  putAndPay(env, id, {
    ...{ ...pool, value: value + toDelegators, free: free + toDelegators },
    commissionDue: commissionDue + toOwner,
  });
}

/** What a slash took: all of it, and what of that the owner's shares bore. */
export interface Slash {
  readonly taken: bigint;
  readonly own: bigint;
}

/**
 * Takes an amount of stake in sessions, up to all of it, to another account, the treasury unless it is said. The owner's
 * shares that answer first are lost first.
 *
 * @param stopping - whether it is of a session that was stopped
 */
export function slashPool(
  env: Env,
  id: number,
  amount: bigint,
  { to = treasuryAccount, stopping = false }: { readonly to?: AccountId; readonly stopping?: boolean } = {},
): Slash {
  const { state, emit } = env.of(stakePools);
  const pool = expectPool(env, id);
  const taken = lesser(amount, inSessions(pool));
  const { fund, gone, borne } = lose(pool, pool.own, taken);
  if (gone > 0n) {
    const before = state.delegations.get(pool.owner, id);
    putDelegation(state, pool.owner, id, { ...before, shares: before.shares - gone });
  }
  const rest = { own: pool.own - gone, stopping: pool.stopping - (stopping ? taken : 0n) };
  state.pools.put(id, { ...pool, ...fund, ...rest });
  pay(env, id, to, taken);
  emit.Slashed({ pool: id, amount: taken, own: borne });
  if (gone > 0n) emit.OwnSharesLost({ pool: id, shares: gone });
  return { taken, own: borne };
}

/**
 * What a slash took is back in the pool's account: what the owner's shares bore is due to the owner, the rest raises
 * the price, or goes to the treasury where nobody has shares any more.
 */
export function returnSlash(env: Env, id: number, { taken, own }: Slash): void {
  const pool = expectPool(env, id);
  const [rest, isEmpty] = [taken - own, pool.shares === 0n];
  const { emit } = env.of(stakePools);
  emit.SlashReturned({ pool: id, amount: taken });
  if (own > 0n) emit.OwnSlashReturned({ pool: id, amount: own });
  if (isEmpty) pay(env, id, treasuryAccount, rest);
  const more = isEmpty ? 0n : rest;
  const { value, free, commissionDue } = pool;
  putAndPay(env, id, { ...pool, value: value + more, free: free + more, commissionDue: commissionDue + own });
}

/** Nothing is contributed to a pool or paid from it, until that is resumed as often. */
export function suspendPool(env: Env, id: number): void {
  const pool = expectPool(env, id);
  const { state, emit } = env.of(stakePools);
  state.pools.put(id, { ...pool, suspensions: pool.suspensions + 1 });
  if (pool.suspensions > 0) return;
  state.suspendedAt.put(id, tickOf(env));
  emit.Suspended({ pool: id });
}

/** One of the reasons is over. */
export function resumePool(env: Env, id: number): void {
  const pool = expectPool(env, id);
  const suspensions = pool.suspensions - 1;
  if (suspensions === 0) env.of(stakePools).emit.Resumed({ pool: id });
  putAndPay(env, id, { ...pool, suspensions });
}

/** Whether requests wait whose notice is over, beyond what is free or returns by itself: anybody may stop its sessions. */
export function isOverdue(env: Env, id: number): boolean {
  const pool = expectPool(env, id);
  const waiting = overdueShares(env, env.of(stakePools).state, id, pool);
  return worthOf(pool, waiting) > pool.free + pool.stopping;
}

/** Whether requests wait whose notice has been over for an hour: anybody may stop what suspends the pool for long. */
export function isWaiting(env: Env, id: number): boolean {
  return overdueShares(env, env.of(stakePools).state, id, expectPool(env, id), hourTicks) > 0n;
}

/** Since which tick a pool that is suspended has been so without a break. */
export const suspendedSince = (env: Env, id: number): number => env.of(stakePools).state.suspendedAt.get(id);
