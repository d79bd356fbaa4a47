/** How much may be under way at once; one item always may. */
export interface Bounds<I> {
  readonly count: number;
  readonly cost: number;
  readonly costOf: (item: I) => number;
}

/** Works on many items side by side and gives the results in the items' order, each as soon as it is its turn. */
export async function* inOrder<I, O>(
  items: AsyncIterable<I>,
  work: (item: I) => Promise<O>,
  { count, cost, costOf }: Bounds<I>,
): AsyncGenerator<O> {
  const under: { readonly result: Promise<O>; readonly cost: number }[] = [];
  let costUnder = 0;
  let hasEnded = false;
  let changed = Promise.withResolvers<void>();
  const tell = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const isFull = () => under.length > 0 && (under.length >= count || costUnder >= cost);

  const taking = (async () => {
    for await (const item of items) {
      while (isFull() && !hasEnded) await changed.promise;
      if (hasEnded) return;
      const result = work(item);
      result.catch(() => {}); // whoever takes the result hears of it
      under.push({ result, cost: costOf(item) });
      costUnder += costOf(item);
      tell();
    }
  })().finally(() => {
    hasEnded = true;
    tell();
  });
  taking.catch(() => {});

  try {
    for (;;) {
      const first = under[0];
      if (first) {
        yield await first.result;
        under.shift();
        costUnder -= first.cost;
        tell();
      } else if (hasEnded) return await taking;
      else await changed.promise;
    }
  } finally {
    hasEnded = true;
    tell();
  }
}
