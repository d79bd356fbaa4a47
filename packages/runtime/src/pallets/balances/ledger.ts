import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { canDropProvider, isAlive } from "../system/existence.ts";
import { addConsumer, addProvider, dropConsumer, dropProvider, writeAccount } from "../system/references.ts";
import { type AccountInfo, system } from "../system/spec.ts";
import { type AccountData, existentialDeposit, newLogicFlag } from "./account-data.ts";
import { isPalletAccount } from "./pallet-account.ts";
import { locked } from "./reducible.ts";
import { balances } from "./spec.ts";

/** Account record of anybody; zeros for one that does not exist. */
export const accountOf = (env: Env, who: AccountId): AccountInfo => env.of(system).state.account.get(who);

/**
 * Moves free balance. What the sender keeps below the existential deposit is burned with its account.
 *
 * @throws `Balances.InsufficientBalance`, `LiquidityRestrictions`, `Expendability`, `ExistentialDeposit`
 */
export function transfer(env: Env, from: AccountId, to: AccountId, amount: bigint, keepAlive: boolean): void {
  const sender = accountOf(env, from);
  checkWithdrawal(from, sender, amount, keepAlive);
  if (from === to) return;
  checkDeposit(to, accountOf(env, to), amount);

  put(env, from, sender, { ...sender.data, free: sender.data.free - amount });
  const receiver = accountOf(env, to);
  put(env, to, receiver, { ...receiver.data, free: receiver.data.free + amount });
  env.of(balances).emit.Transfer({ from, to, amount });
}

/**
 * Takes free balance out of an account, which stays alive; the caller puts it elsewhere or burns it.
 *
 * @throws as {@link transfer}
 */
export function withdraw(env: Env, who: AccountId, amount: bigint): void {
  const info = accountOf(env, who);
  checkWithdrawal(who, info, amount, true);
  put(env, who, info, { ...info.data, free: info.data.free - amount });
  env.of(balances).emit.Withdraw({ who, amount });
}

/** Puts an amount into an account; an amount too small to create the account is burned. */
export function deposit(env: Env, who: AccountId, amount: bigint): void {
  if (amount === 0n) return;
  const info = accountOf(env, who);
  const free = info.data.free + amount;
  if (free < existentialDeposit) burn(env, amount);
  else {
    put(env, who, info, { ...info.data, free });
    env.of(balances).emit.Deposit({ who, amount });
  }
}

/** Takes an amount that nobody holds any more out of the issuance. */
export function burn(env: Env, amount: bigint): void {
  const { totalIssuance } = env.of(balances).state;
  totalIssuance.put(totalIssuance.get() - amount);
}

/** Sets a free balance; the issuance grows or shrinks with it. */
export function setFree(env: Env, who: AccountId, amount: bigint): void {
  const info = accountOf(env, who);
  const { totalIssuance } = env.of(balances).state;
  const free = amount < existentialDeposit ? 0n : amount;
  const issuance = totalIssuance.get() - info.data.free + free;
  totalIssuance.put(issuance);
  put(env, who, info, { ...info.data, free });
  env.of(balances).emit.BalanceSet({ who, free });
}

/** @throws `Balances.InsufficientBalance`, `LiquidityRestrictions`, `Expendability` */
function checkWithdrawal(account: AccountId, info: AccountInfo, amount: bigint, keepAlive: boolean): void {
  const { errors } = balances;
  const { free } = info.data;
  if (free < amount) throw errors.InsufficientBalance({ account, free, amount });
  const left = free - amount;
  if (left < locked(info.data)) throw errors.LiquidityRestrictions({ account, locked: locked(info.data), left });
  if (left < existentialDeposit && (keepAlive || !canDropProvider(info))) throw errors.Expendability({ account, left });
}

/** Strangers put nothing into a pallet's account that keeps it alive or its money in it. @throws `Balances.PalletAccount` */
export function expectNoPallet(who: AccountId): void {
  if (isPalletAccount(who)) throw balances.errors.PalletAccount({ account: who });
}

/** @throws `Balances.ExistentialDeposit` */
export function checkDeposit(account: AccountId, info: AccountInfo, amount: bigint): void {
  if (info.data.free + amount < existentialDeposit) throw balances.errors.ExistentialDeposit({ account, amount });
}

/**
 * Writes an account's balances and the references that follow from them: the existential deposit provides for the
 * account; holds, and locks, need it. What is left of an account below the deposit is burned.
 *
 * @throws `frame.ConsumerRemaining`, `frame.NoProviders`, `frame.TooManyConsumers`
 */
export function put(env: Env, who: AccountId, info: AccountInfo, data: AccountData): void {
  const before = info.data;
  const isDust = data.free < existentialDeposit && data.reserved === 0n;
  let next: AccountInfo = { ...info, data: { ...data, free: isDust ? 0n : data.free, flags: newLogicFlag } };
  const [provided, provides] = [before.free >= existentialDeposit, data.free >= existentialDeposit];
  if (provides && !provided) next = addProvider(next);
  for (const part of ["reserved", "frozen"] as const) {
    if (before[part] > 0n && data[part] === 0n) next = dropConsumer(next);
    if (before[part] === 0n && data[part] > 0n) next = addConsumer(next);
  }
  if (provided && !provides) next = dropProvider(next);

  const { emit } = env.of(balances);
  if (isDust && data.free > 0n) {
    burn(env, data.free);
    emit.DustLost({ account: who, amount: data.free });
  }
  writeAccount(env, who, info, next);
  if (!isAlive(info) && isAlive(next)) emit.Endowed({ account: who, free_balance: data.free });
}
