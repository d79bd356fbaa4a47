const firstMs = 5_000;
const longestMs = 6 * 3_600_000;

/** Attempts at one delivery: with the pauses between them they take two and a half days. */
export const mostAttempts = 18;

/** How long after so many failures in a row the next attempt is made: 5 s, three times as long each time, 6 h at most. */
export const retryPauseMs = (failures: number): number => Math.min(firstMs * 3 ** (failures - 1), longestMs);

/** Blocks from a failure to close a motion, after so many of them, to the next attempt: 16, 64, … 16,384 at most. */
export const closingPause = (failures: number): number => 16 * 4 ** (Math.min(failures, 6) - 1);
