import { upToDateSince } from "../clusters/behind.ts";
import type { Behind } from "../clusters/spec.ts";
import type { Lease } from "./types.ts";

/** Since which tick a worker that answers since one, if it does, has also been up to date with every contract of the cluster. */
export function servingSince(
  { worker }: Pick<Lease, "worker">,
  since: number | undefined,
  behind: Behind,
): number | undefined {
  const upToDate = upToDateSince(behind, worker);
  return since === undefined || upToDate === undefined ? undefined : Math.max(since, upToDate);
}

/** Ticks of a lease that a worker which serves since a tick has served, and nobody has counted. */
export function ticksServed(
  { countedTo, until }: Pick<Lease, "countedTo" | "until">,
  since: number | undefined,
  tick: number,
): number {
  return since === undefined ? 0 : Math.max(0, Math.min(tick, until) - Math.max(countedTo, since));
}
