import { type Fixed, fixedFrom, fixedOf, one, root, times } from "./fixed.ts";
import type { Terms } from "./terms.ts";

/** What a worker counts by how far its platform is trusted: levels of `Attestation`, 128 for an emulated one. */
export function confidenceOf(level: number): Fixed {
  if (level === 4) return fixedFrom("0.8");
  return level === 5 ? fixedFrom("0.7") : one;
}

/** What a machine of this P costs, in PHA. */
export const rigCost = ({ rigK, rigB }: Pick<Terms, "rigK" | "rigB">, p: number): Fixed => rigK * BigInt(p) + rigB;

/** V that a worker begins with: `(1 + (re − 1) · confidence) · (stake + rigCost(P))`, in PHA. */
export function initialValue(terms: Pick<Terms, "re" | "rigK" | "rigB">, worker: Beginning): Fixed {
  const { stake, p, level } = worker;
  return times(one + times(terms.re - one, confidenceOf(level)), stake + rigCost(terms, p));
}

/** What a worker begins with; its stake in PHA. */
export interface Beginning {
  readonly stake: Fixed;
  readonly p: number;
  readonly level: number;
}

/** The least stake of a worker of this P, in PHA: `k · √P`. */
export const leastStake = ({ k }: Pick<Terms, "k">, p: number): Fixed => times(k, root(fixedOf(p)));
