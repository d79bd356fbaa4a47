import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { existentialDeposit } from "../balances/account-data.ts";
import { accountOf, reducible, transfer } from "../balances/ledger.ts";
import { greater, lesser, permillOf } from "../balances/parts.ts";
import type { Figures } from "./figures.ts";

/** What is on hold for a curator with such a fee. */
export function curatorDepositOf(fee: bigint, figures: Figures): bigint {
  const least = greater(permillOf(fee, figures.curatorDeposit), figures.leastCuratorDeposit);
  return lesser(least, figures.mostCuratorDeposit);
}

/** What an account of a bounty can pay as it ends; `keepAlive`: as it goes on. */
export const moneyOf = (env: Env, account: AccountId, keepAlive = false): bigint =>
  reducible(accountOf(env, account), keepAlive);

/**
 * Pays fee and reward out of an account that ends with this, and never fails. What is too little to create the one's
 * account goes to the other; what neither can have is lost with the account. What cannot leave stays.
 */
export function payOut(env: Env, from: AccountId, parts: readonly (readonly [to: AccountId, amount: bigint])[]): void {
  for (const [to, amount] of parts) {
    const paid = lesser(amount, moneyOf(env, from));
    if (paid === 0n || accountOf(env, to).data.free + paid < existentialDeposit) continue;
    transfer(env, from, to, paid, false);
  }
}
