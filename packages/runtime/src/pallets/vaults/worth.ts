import type { Fund } from "../stake-pools/fund.ts";
import { type StateReads, type Worth, worthInPools } from "../stake-pools/worth.ts";
import { vaultAccount } from "./account.ts";
import { feeOf } from "./fee.ts";
import type { Vault } from "./types.ts";

/** A vault, and what it has in pools. */
export interface Valued {
  readonly vault: Vault;
  readonly worth: Worth;
}

/** What all shares of a vault are worth. */
export const fundOf = ({ vault, worth }: Valued): Fund => ({ shares: vault.shares, value: vault.free + worth.value });

/**
 * A vault as it is once its owner is given what it has earned by now.
 *
 * @param given - the vault as it is written
 * @returns it with the owner's new shares, and how many those are
 */
export function withFee(env: StateReads, id: number, given: Vault): Valued & { readonly earned: bigint } {
  const worth = worthInPools(env, vaultAccount(id));
  const { earned, mark } = feeOf(fundOf({ vault: given, worth }), given.mark, given.commission);
  const [shares, ownerShares] = [given.shares + earned, given.ownerShares + earned];
  return { vault: { ...given, mark, shares, ownerShares }, worth, earned };
}
