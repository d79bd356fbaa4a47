import type { Env } from "@pha/frame";
import { emission } from "../../economy/emission.ts";
import { fractionBits, one, quotient } from "../../economy/fixed.ts";
import { piecesOf } from "../../economy/ring.ts";
import type { Pay, Session } from "./session.ts";
import { computation, type Shares } from "./spec.ts";

/** Binary digits behind the point of what is paid per share. */
const payBits = 56n;

/**
 * Pays all shares for the ticks that are over: before shares or the budget change. While all shares together are below
 * one, nothing is paid.
 */
export function accrue(env: Env, tick: number): Shares {
  const { shares: stored, sets } = env.of(computation).state;
  const shares = stored.get();
  const { sum, paid, upTo, before } = shares;
  if (tick <= upTo) return shares;
  let { workers, treasury } = paid;
  if (sum >= one)
    for (const { from, to, terms } of piecesOf(sets.get(), upTo, tick)) {
      const budget = emission(terms.budget, before + from, before + to);
      const kept = (budget * terms.treasuryRatio) >> fractionBits;
      const perShare = (amount: bigint) => quotient(amount << (payBits + fractionBits), sum);
      workers += perShare(budget - kept);
      treasury += perShare(kept);
    }
  const next = { ...shares, paid: { workers, treasury }, upTo: tick };
  stored.put(next);
  return next;
}

/** What a worker has been paid since it was settled, in plancks: by the share that was counted for it. */
export function pendingOf({ share, paidTo }: Session, paid: Pay): Pay {
  const of = (now: bigint, before: bigint) => (share * (now - before)) >> (payBits + fractionBits);
  return { workers: of(paid.workers, paidTo.workers), treasury: of(paid.treasury, paidTo.treasury) };
}

/** Changes what a worker is counted for among all. */
export function countShare(env: Env, before: bigint, after: bigint): void {
  const { shares } = env.of(computation).state;
  const all = shares.get();
  shares.put({ ...all, sum: all.sum - before + after });
}
