import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { existentialDeposit, initialIssuance } from "./account-data.ts";
import { accountOf, burn, setFree, withdraw } from "./ledger.ts";
import { treasuryAccount } from "./pallet-account.ts";
import { greater, less } from "./parts.ts";
import { potOf } from "./pot.ts";
import { balances } from "./spec.ts";

/**
 * Sets a free balance. What would raise the issuance above the supply of genesis comes out of the treasury: nothing is
 * minted, whoever asks for it.
 *
 * @throws `Balances.SupplyExceeded` where the treasury has too little
 */
export function setWithinSupply(env: Env, who: AccountId, amount: bigint): void {
  const issuance = env.of(balances).state.totalIssuance.get();
  const raise = less(amount < existentialDeposit ? 0n : amount, accountOf(env, who).data.free);
  const missing = less(raise, greater(initialIssuance - issuance, 0n));
  if (missing > 0n) {
    const pot = who === treasuryAccount ? 0n : potOf(env);
    if (pot < missing) throw balances.errors.SupplyExceeded({ missing, pot });
    withdraw(env, treasuryAccount, missing);
    burn(env, missing);
  }
  setFree(env, who, amount);
}
