const dayMs = 86_400_000n;

/** The day of a time, UTC: days since 1970. */
export const dayOf = (timeMs: bigint): number => Number(timeMs / dayMs);

/** When a day begins: ms since 1970. */
export const beginOf = (day: number): bigint => BigInt(day) * dayMs;
