import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { countServed, endLease } from "./settle.ts";
import { leases } from "./spec.ts";

/** A worker answers from a tick on: what was before counts for no lease, unless it was counted already. */
export function beginService(env: Env, worker: Hex, tick: number): void {
  env.of(leases).state.serving.put(worker, tick);
}

/** A worker answers no more: nothing since its last answer counts. */
export function breakService(env: Env, worker: Hex): void {
  env.of(leases).state.serving.remove(worker);
}

/**
 * A worker that served has answered: all up to now counts. Leases that are over end. Of one that computed before there were
 * leases, nothing is known yet.
 */
export function confirmService(env: Env, worker: Hex, tick: number): void {
  const { state } = env.of(leases);
  if (!state.serving.has(worker)) beginService(env, worker, tick);
  for (const id of state.ofWorker.get(worker)) {
    const lease = countServed(env, id, tick);
    if (tick >= lease.until) endLease(env, id, lease);
    else state.leases.put(id, lease);
  }
}
