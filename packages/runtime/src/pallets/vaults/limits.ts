/** In how many vaults one account may have something, and in how many pools a vault. */
export const vaultLimits = { delegations: 4, pools: 8 } as const;
