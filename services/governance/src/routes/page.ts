import type { Place } from "../db/events.ts";

/** The `before` of the next page, where the one before it was full. */
export const nextOf = (rows: readonly { readonly index: number }[], limit: number): number | undefined =>
  rows.length === limit && rows.at(-1)?.index !== 0 ? rows.at(-1)?.index : undefined;

/** The same where entries stand at places of the chain. */
export function nextPlace(
  rows: readonly { readonly block: number; readonly index: number }[],
  limit: number,
): Place | undefined {
  const last = rows.at(-1);
  return rows.length === limit && last ? { block: last.block, place: last.index } : undefined;
}
