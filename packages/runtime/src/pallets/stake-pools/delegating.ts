import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { transfer } from "../balances/ledger.ts";
import { poolAccount } from "./account.ts";
import { worthOf } from "./fund.ts";
import { askBack, enter, takeBack, takePaid } from "./house.ts";
import { expectPool, expectRunning, pay, putAndPay, sweep } from "./pools.ts";
import { expectPower } from "./power.ts";
import { stakePools } from "./spec.ts";

const { errors } = stakePools;

/**
 * Puts an account's PHA into a pool.
 *
 * @throws `StakePools.UnknownPool`, `Suspended`, `TooLittle`, `NotAllowed`, `CapReached`, `Unsound`, `TooManyDelegations`;
 *   as a transfer that keeps the account
 */
export function contribute(env: Env, id: number, who: AccountId, amount: bigint): void {
  const { state, emit } = env.of(stakePools);
  const pool = expectPool(env, id);
  expectRunning(pool);
  const { least } = state.figures.get();
  if (amount < least) throw errors.TooLittle({ amount, least });
  if (pool.closed && who !== pool.owner && !state.allowed.get(id, who)) throw errors.NotAllowed();
  if (pool.cap !== undefined && pool.value + amount > pool.cap)
    throw errors.CapReached({ cap: pool.cap, value: pool.value, amount });
  const { house, value, bought } = enter(state, id, pool, pool.value, who, amount);
  transfer(env, who, poolAccount(id), amount, true);
  emit.Contributed({ pool: id, who, amount, shares: bought });
  putAndPay(env, id, { ...house, value });
}

/**
 * Asks an account's shares back.
 *
 * @throws `StakePools.UnknownPool`, `TooFewShares`, `TooLittle`, `SharesLocked`, `RequestOpen`
 */
export function withdraw(env: Env, id: number, who: AccountId, shares: bigint): void {
  const { state, emit } = env.of(stakePools);
  const pool = expectPool(env, id);
  const before = state.delegations.get(who, id);
  const available = before.shares - (who === pool.owner ? pool.own : 0n);
  if (shares === 0n || shares > available) throw errors.TooFewShares({ available, shares });
  const { least } = state.figures.get();
  const amount = worthOf(pool, shares);
  if (amount < least && shares < available) throw errors.TooLittle({ amount, least });
  const { house, batch, due } = askBack(env, state, id, pool, who, shares);
  state.pools.put(id, house);
  expectPower(env, who);
  emit.WithdrawalAsked({ pool: id, who, shares, batch, due });
}

/** @throws `StakePools.UnknownPool`, `NoRequest`, `AlreadyPaid` */
export function cancelWithdrawal(env: Env, id: number, who: AccountId): void {
  const { state, emit } = env.of(stakePools);
  const { house, shares } = takeBack(state, id, expectPool(env, id), who);
  state.pools.put(id, house);
  emit.WithdrawalCancelled({ pool: id, who, shares });
}

/**
 * Pays what is due, and gives an account its part.
 *
 * @returns how much that was
 * @throws `StakePools.UnknownPool`, `NoRequest`, `NothingToClaim`
 */
export function claim(env: Env, id: number, who: AccountId): bigint {
  const { state, emit } = env.of(stakePools);
  const pool = putAndPay(env, id, expectPool(env, id));
  const { house, amount, dust } = takePaid(env, state, id, pool, who);
  state.pools.put(id, house);
  pay(env, id, who, amount);
  emit.Claimed({ pool: id, who, amount });
  sweep(env, id, dust);
  return amount;
}
