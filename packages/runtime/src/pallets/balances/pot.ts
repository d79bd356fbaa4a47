import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { existentialDeposit } from "./account-data.ts";
import { accountOf, deposit, withdraw } from "./ledger.ts";
import { treasuryAccount } from "./pallet-account.ts";
import { reducible } from "./reducible.ts";

/** What the treasury can spend: it never ends itself, and what is locked stays. */
export const potOf = (env: Env): bigint => reducible(accountOf(env, treasuryAccount), true);

/** Pays out of the pot, and gives how much: nothing where it is too little to create the account, or the pot's own. */
export function payFromPot(env: Env, to: AccountId, amount: bigint): bigint {
  if (to === treasuryAccount || accountOf(env, to).data.free + amount < existentialDeposit) return 0n;
  withdraw(env, treasuryAccount, amount);
  deposit(env, to, amount);
  return amount;
}
