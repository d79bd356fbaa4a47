import { emission } from "../../economy/emission.ts";
import { fractionBits, one, quotient } from "../../economy/fixed.ts";
import { piecesOf, type TermsFrom } from "../../economy/ring.ts";
import type { Pay, Session } from "./session.ts";
import type { Shares } from "./spec.ts";

/** Binary digits behind the point of what is paid per share. */
const payBits = 56n;

/** All shares, paid for the ticks up to a later one. While all together are below one, nothing is paid. */
export function paidUpTo(shares: Shares, sets: readonly TermsFrom[], tick: number): Shares {
  const { sum, paid, upTo, before } = shares;
  let { workers, treasury } = paid;
  if (sum >= one)
    for (const { from, to, terms } of piecesOf(sets, upTo, tick)) {
      const budget = emission(terms.budget, before + from, before + to);
      const kept = (budget * terms.treasuryRatio) >> fractionBits;
      const perShare = (amount: bigint) => quotient(amount << (payBits + fractionBits), sum);
      workers += perShare(budget - kept);
      treasury += perShare(kept);
    }
  return { ...shares, paid: { workers, treasury }, upTo: Math.max(tick, upTo) };
}

/** What a worker is due since it was settled, in plancks: by the share that was counted for it. */
export function pendingOf({ share, paidTo }: Pick<Session, "share" | "paidTo">, paid: Pay): Pay {
  const of = (now: bigint, before: bigint) => (share * (now - before)) >> (payBits + fractionBits);
  return { workers: of(paid.workers, paidTo.workers), treasury: of(paid.treasury, paidTo.treasury) };
}
