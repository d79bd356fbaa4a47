import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { existentialDeposit } from "./account-data.ts";
import { accountOf, deposit, reducible, withdraw } from "./ledger.ts";
import { treasuryAccount } from "./pallet-account.ts";

/** What the treasury can spend: it never ends itself, and what is locked stays. */
export const potOf = (env: Env): bigint => reducible(accountOf(env, treasuryAccount), true);

/** Pays out of the pot. What is too little to create the account stays. */
export function payFromPot(env: Env, to: AccountId, amount: bigint): void {
  if (to === treasuryAccount || accountOf(env, to).data.free + amount < existentialDeposit) return;
  withdraw(env, treasuryAccount, amount);
  deposit(env, to, amount);
}
