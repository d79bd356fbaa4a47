import { poolLimits } from "../stake-pools/limits.ts";
import { vaultLimits } from "../vaults/limits.ts";

/** How many entries of the state it takes at most to find out what an account's shares of pools and vaults are worth. */
export const mostReads: number = 2 * poolLimits.delegations + vaultLimits.delegations * (3 + 3 * vaultLimits.pools);
