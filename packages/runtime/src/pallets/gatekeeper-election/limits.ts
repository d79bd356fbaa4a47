/** How many candidates are listed, and how many parts of an account's stake may be on their way back at once. */
export const candidateLimits = { listed: 64, leaving: 32 } as const;

/** Of fewer seats there is no third that could change. */
export const fewestSeats = 3;
