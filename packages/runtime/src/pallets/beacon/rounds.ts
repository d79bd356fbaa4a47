import type { Reader } from "@pha/frame";
import type { beacon, Parts } from "./spec.ts";

/** Whether parts are of a round and of the sharing that is used: those of different sharings do not add up. */
export const areOfRound = (
  parts: Parts,
  round: bigint,
  group: { readonly generation: number; readonly round: number },
): boolean => parts.round === round && parts.generation === group.generation && parts.sharing === group.round;

/** The round that is to be signed next, and the block from which on it is; none where there is no beacon. */
export function nextRound({
  last,
  interval,
}: Reader<typeof beacon>): { readonly round: bigint; readonly dueAt: number } | undefined {
  const before = last.get();
  const blocks = interval.get();
  return blocks === 0 ? undefined : { round: (before?.round ?? 0n) + 1n, dueAt: (before?.at ?? 0) + blocks };
}
