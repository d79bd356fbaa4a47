import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { existentialDeposit } from "../balances/account-data.ts";
import { accountOf, transfer } from "../balances/ledger.ts";
import { greater, lesser, permillOf } from "../balances/parts.ts";
import type { Figures } from "./figures.ts";

/** What is on hold for a curator with such a fee. */
export function curatorDepositOf(fee: bigint, figures: Figures): bigint {
  const least = greater(permillOf(fee, figures.curatorDeposit), figures.leastCuratorDeposit);
  return lesser(least, figures.mostCuratorDeposit);
}

/** What an account of a bounty has. */
export const moneyOf = (env: Env, account: AccountId): bigint => accountOf(env, account).data.free;

/**
 * Pays fee and reward out of an account that ends with this. What is too little to create the one's account goes to the
 * other; what neither can have is lost with the account.
 */
export function payOut(env: Env, from: AccountId, parts: readonly (readonly [to: AccountId, amount: bigint])[]): void {
  for (const [to, amount] of parts) {
    const paid = lesser(amount, moneyOf(env, from));
    if (paid === 0n || moneyOf(env, to) + paid < existentialDeposit) continue;
    transfer(env, from, to, paid, false);
  }
}
