import type { Lease } from "./types.ts";

/** Ticks of a lease that a worker which answers since a tick has served, and nobody has counted. */
export function ticksServed(
  { countedTo, until }: Pick<Lease, "countedTo" | "until">,
  since: number | undefined,
  tick: number,
): number {
  return since === undefined ? 0 : Math.max(0, Math.min(tick, until) - Math.max(countedTo, since));
}
