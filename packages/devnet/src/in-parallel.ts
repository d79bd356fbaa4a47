/**
 * Does several things at once and waits for all of them. When one fails, the others are asked to give up, and the
 * first failure is thrown after all have come to their end.
 */
export async function inParallel<const T extends readonly ((signal: AbortSignal) => Promise<unknown>)[]>(
  tasks: T,
  outer: AbortSignal,
): Promise<{ -readonly [K in keyof T]: Awaited<ReturnType<T[K]>> }> {
  const failed = new AbortController();
  const signal = AbortSignal.any([outer, failed.signal]);
  let first: { readonly reason: unknown } | undefined;
  const results = await Promise.all(
    tasks.map((task) =>
      task(signal).catch((reason: unknown) => {
        first ??= { reason };
        failed.abort();
      }),
    ),
  );
  if (first !== undefined) throw first.reason;
  return results as { -readonly [K in keyof T]: Awaited<ReturnType<T[K]>> };
}
