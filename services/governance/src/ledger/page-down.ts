/** Of a page that goes down from a number: the numbers, and the one that begins the next page. */
export interface Down {
  readonly before: number | undefined;
  readonly limit: number;
}

/** What the next `limit` numbers below one have, from high to low, and where the next page begins. */
export function pageDown<T>(count: number, { before = count, limit }: Down, find: (index: number) => T | undefined) {
  const end = Math.min(before, count);
  const first = Math.max(0, end - limit);
  const found: { readonly index: number; readonly value: T }[] = [];
  for (let index = end - 1; index >= first; index--) {
    const value = find(index);
    if (value !== undefined) found.push({ index, value });
  }
  return { found, next: first > 0 ? first : undefined };
}
