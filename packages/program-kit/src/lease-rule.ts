/** What n − f validators answered to one question. */
export interface Word {
  /** When the question was asked, on the enclave's own monotonic clock. */
  readonly askedAtMs: number;
  /** How far the chain was by then, at least. */
  readonly height: number;
}

/** Words that are kept, newest last: no more of them count at a time, for one comes in half a lease. */
export const maxWords = 3;

/** Keeps a word. */
export const heard = (words: readonly Word[], word: Word): readonly Word[] => [...words, word].slice(-maxWords);

/**
 * How much of a lease is left to whoever stands at block `number`: it counts from when it asked, not from when answers came,
 * and it counts for blocks at or above the height that the answers tell. 0 without one.
 */
export function leftMs(
  words: readonly Word[],
  { number, nowMs, leaseMs }: { readonly number: number; readonly nowMs: number; readonly leaseMs: number },
): number {
  const ends = words.filter(({ height }) => height <= number).map(({ askedAtMs }) => askedAtMs + leaseMs);
  return Math.max(0, ...ends.map((end) => end - nowMs));
}
