import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { trustPeriodMs } from "@pha/light-client";
import { type ForeignSet, foreignFinality, type SetOffice } from "./spec.ts";

/** A set certifies a ledger's blocks from one on. */
export function beginOffice(env: Env, genesis: Hex, { id, addresses }: ForeignSet, from: number): void {
  env.of(foreignFinality).state.sets.put(genesis, id, { from, to: undefined, endedMs: undefined, addresses });
}

/** A set certifies no block of a ledger behind one, which is of a time. */
export function endOffice(env: Env, genesis: Hex, { id }: ForeignSet, end: Pick<SetOffice, "to" | "endedMs">): void {
  const { sets } = env.of(foreignFinality).state;
  const office = sets.get(genesis, id);
  if (office) sets.put(genesis, id, { ...office, ...end });
}

/**
 * Whether a set answers for two blocks of a height: it certified that, and has not been retired for so long that its
 * validators may have left with their bonds. Keys of those may be anybody's.
 */
export function isAccountable({ from, to, endedMs }: SetOffice, number: number, nowMs: bigint): boolean {
  const isOfHeight = number >= from && (to === undefined || number <= to);
  return isOfHeight && (endedMs === undefined || nowMs - endedMs <= trustPeriodMs);
}
