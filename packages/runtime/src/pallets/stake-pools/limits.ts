/** How long a description may be, and in how many pools one account may have something. */
export const poolLimits = { description: 512, delegations: 12 } as const;
