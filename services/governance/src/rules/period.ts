/** The next block after one that is a multiple of a period; none where the period is 0. */
export const nextMultiple = (period: number, now: number): number | undefined =>
  period === 0 ? undefined : (Math.floor(now / period) + 1) * period;
