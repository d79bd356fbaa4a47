import { emission } from "./emission.ts";
import type { Terms } from "./terms.ts";

/** Figures and the tick from which on they hold. */
export interface TermsFrom {
  readonly from: number;
  readonly terms: Terms & {
    /** What a tick pays all workers before any reduction, in plancks. */
    readonly budget: bigint;
  };
}

/** As many sets of figures are known; the oldest one also speaks of what was before it. */
export const maxSets = 16;

/** Adds a set. One that begins with the same tick takes the place of that one. */
export function addSet(sets: readonly TermsFrom[], next: TermsFrom): TermsFrom[] {
  const before = sets.filter(({ from }) => from < next.from);
  return [...before, next].slice(-maxSets);
}

/** Ticks of one set of figures. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly terms: TermsFrom["terms"];
}

/** Cuts the ticks from `from` up to before `to` where other figures began to hold. `sets` is in order, one at least. */
export function piecesOf(sets: readonly TermsFrom[], from: number, to: number): Piece[] {
  return sets
    .map(({ from: begin, terms }, i) => ({
      terms,
      from: i === 0 ? from : Math.max(begin, from),
      to: Math.min(sets[i + 1]?.from ?? to, to),
    }))
    .filter((piece) => piece.from < piece.to);
}

/** What all workers together are paid for these ticks, in plancks. */
export const budgetOf = (sets: readonly TermsFrom[], from: number, to: number): bigint =>
  piecesOf(sets, from, to).reduce((sum, piece) => sum + emission(piece.terms.budget, piece.from, piece.to), 0n);
