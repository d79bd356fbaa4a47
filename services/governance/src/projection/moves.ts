/** How often the tables have moved, and waiting for the next time. */
export interface Moves {
  readonly count: number;
  /** Waits until there have been more than `count`, or the signal comes. */
  past(count: number, signal: AbortSignal): Promise<void>;
}

/** Moves, and what tells of one. */
export function makeMoves(): Moves & { readonly moved: () => void } {
  let count = 0;
  let next = Promise.withResolvers<void>();
  return {
    get count() {
      return count;
    },
    moved() {
      count++;
      next.resolve();
      next = Promise.withResolvers();
    },
    async past(seen, signal) {
      if (count > seen || signal.aborted) return;
      const { promise: left, resolve } = Promise.withResolvers<void>();
      const leave = () => resolve();
      signal.addEventListener("abort", leave);
      await Promise.race([next.promise, left]);
      signal.removeEventListener("abort", leave);
    },
  };
}
