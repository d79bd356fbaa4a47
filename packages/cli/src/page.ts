import type { Context } from "./context.ts";

/** A page of what is numbered, newest first: so many numbers below one, some of which may be nothing's any more. */
export interface Page {
  readonly before?: number;
  readonly limit: number;
}

/** The numbers of a page of what is numbered below a count, from high to low, and where the next page begins. */
export function numbersOf(count: number, { before = count, limit }: Page) {
  const end = Math.min(before, count);
  const first = Math.max(0, end - limit);
  return { numbers: Array.from({ length: end - first }, (_, i) => end - 1 - i), next: first > 0 ? first : undefined };
}

/** How to go on, where there is another page. */
export const olderLines = (
  { pha }: Context,
  command: string,
  { limit }: Page,
  next: number | undefined,
): readonly string[] => (next === undefined ? [] : [`Older: ${pha} ${command} --limit ${limit} --before ${next}`]);
