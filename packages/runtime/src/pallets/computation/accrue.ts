import type { Env } from "@pha/frame";
import { paidUpTo } from "./pay.ts";
import { computation, type Shares } from "./spec.ts";

/** Pays all shares for the ticks that are over: before shares or the budget change. */
export function accrue(env: Env, tick: number): Shares {
  const { shares: stored, sets } = env.of(computation).state;
  const shares = stored.get();
  if (tick <= shares.upTo) return shares;
  const next = paidUpTo(shares, sets.get(), tick);
  stored.put(next);
  return next;
}

/** Changes what a worker is counted for among all. */
export function countShare(env: Env, before: bigint, after: bigint): void {
  const { shares } = env.of(computation).state;
  const all = shares.get();
  shares.put({ ...all, sum: all.sum - before + after });
}
