import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { existentialDeposit } from "../balances/account-data.ts";
import { accountOf, transfer } from "../balances/ledger.ts";
import { greater, lesser, permillOf } from "../balances/parts.ts";
import { reducible } from "../balances/reducible.ts";
import type { Figures } from "./figures.ts";

/** What is on hold for a curator with such a fee. */
export function curatorDepositOf(fee: bigint, figures: Figures): bigint {
  const least = greater(permillOf(fee, figures.curatorDeposit), figures.leastCuratorDeposit);
  return lesser(least, figures.mostCuratorDeposit);
}

/** What an account of a bounty can pay as it ends; `keepAlive`: as it goes on. */
export const moneyOf = (env: Env, account: AccountId, keepAlive = false): bigint =>
  reducible(accountOf(env, account), keepAlive);

/** Who gets something for work, and the fee of who judged of it. */
interface Work {
  readonly curator: AccountId;
  readonly fee: bigint;
  readonly beneficiary: AccountId;
}

/** Pays the fee, as far as there is money, and the rest as reward, out of an account; gives how much the reward is. */
export function payWork(env: Env, from: AccountId, { curator, fee, beneficiary }: Work): bigint {
  pay(env, from, curator, lesser(fee, moneyOf(env, from)));
  return payAll(env, from, beneficiary);
}

/** Pays all that can leave an account that ends with this; gives how much that was. */
export const payAll = (env: Env, from: AccountId, to: AccountId): bigint => pay(env, from, to, moneyOf(env, from));

/** Pays and never fails: what is too little to create an account stays, and what is too little to stay is destroyed. */
function pay(env: Env, from: AccountId, to: AccountId, amount: bigint): bigint {
  if (amount === 0n || accountOf(env, to).data.free + amount < existentialDeposit) return 0n;
  transfer(env, from, to, amount, false);
  return amount;
}
