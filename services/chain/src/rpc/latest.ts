/**
 * Runs `work` for one item at a time. While it runs, only the newest item is kept: a slow reader skips, never piles up.
 * Ends with `stop`; what fails is reported and skipped.
 */
export function latestOnly<T>(work: (item: T) => Promise<void>, onError: (error: unknown) => void) {
  let next: { readonly item: T } | undefined;
  let running = false;
  let stopped = false;
  return {
    push(item: T): void {
      next = { item };
      if (!running) void run();
    },
    stop(): void {
      stopped = true;
      next = undefined;
    },
  };

  async function run(): Promise<void> {
    running = true;
    for (let current = next; current !== undefined && !stopped; current = next) {
      next = undefined;
      await work(current.item).catch(onError);
    }
    running = false;
  }
}
