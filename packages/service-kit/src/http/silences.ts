/** Values as they come, and `undefined` each time that none came for so long. */
export async function* withSilences<T>(values: AsyncIterable<T>, silenceMs: number): AsyncGenerator<T | undefined> {
  const iterator = values[Symbol.asyncIterator]();
  const take = () => {
    const next = iterator.next();
    next.catch(() => undefined); // whoever waits for it hears of it; nobody may
    return next;
  };
  try {
    for (let next = take(); ; ) {
      const result = await orSilence(next, silenceMs);
      if (result?.done) return;
      yield result?.value;
      if (result !== undefined) next = take();
    }
  } finally {
    void iterator.return?.()?.catch(() => undefined); // it may wait for what never comes
  }
}

async function orSilence<T>(next: Promise<T>, silenceMs: number): Promise<T | undefined> {
  const silence = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => silence.resolve(undefined), silenceMs);
  return Promise.race([next, silence.promise]).finally(() => clearTimeout(timer));
}
