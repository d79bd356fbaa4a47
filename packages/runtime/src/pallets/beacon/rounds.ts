import type { Reader } from "@pha/frame";
import type { beacon } from "./spec.ts";

/** The round that is to be signed next, and the block from which on it is; none where there is no beacon. */
export function nextRound({
  last,
  interval,
}: Reader<typeof beacon>): { readonly round: bigint; readonly dueAt: number } | undefined {
  const before = last.get();
  const blocks = interval.get();
  return blocks === 0 ? undefined : { round: (before?.round ?? 0n) + 1n, dueAt: (before?.at ?? 0) + blocks };
}
