/**
 * Lets calls of a few milliseconds travel together: one `run` at a time, each with everything that came meanwhile.
 * A failing run fails each of its calls.
 *
 * @param gatherMs How long the first call waits for others; none when absent.
 */
export function makeBatch<I, O>(
  run: (items: readonly I[]) => Promise<readonly O[]>,
  { gatherMs }: { readonly gatherMs?: number } = {},
): (item: I) => Promise<O> {
  let waiting: { item: I; resolve: (value: O) => void; reject: (reason: unknown) => void }[] = [];
  let isRunning = false;

  const drainSoon = (): unknown => (gatherMs === undefined ? setImmediate(drain) : setTimeout(drain, gatherMs));

  async function drain(): Promise<void> {
    const batch = waiting;
    waiting = [];
    try {
      const results = await run(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as O);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    isRunning = waiting.length > 0;
    if (isRunning) drainSoon();
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isRunning) return;
      isRunning = true;
      drainSoon();
    });
}
