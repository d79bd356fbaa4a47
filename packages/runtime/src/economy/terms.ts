import { type Fixed, fixedFrom, fixedOf, quotient } from "./fixed.ts";

/** Figures of the economy that formulas take; rates are by the tick, amounts in PHA. */
export interface Terms {
  /** What V is multiplied with. */
  readonly rho: Fixed;
  readonly vMax: Fixed;
  /** Cost of running a machine: by unit of P, and of any. */
  readonly costK: Fixed;
  readonly costB: Fixed;
  /** Part of V that an unresponsive worker loses. */
  readonly slashRate: Fixed;
  /** Part of what is paid that goes to the treasury. */
  readonly treasuryRatio: Fixed;
  /** Price of a machine: by unit of P, and of any. */
  readonly rigK: Fixed;
  readonly rigB: Fixed;
  /** What a worker's stake and machine count at full confidence. */
  readonly re: Fixed;
  /** The least stake by the square root of P. */
  readonly k: Fixed;
}

/** Cost of a year by the tick of twelve seconds. */
const ticksPerYear = (365n * 86_400n) / 12n;

/** Those of the original's pallet. */
export const usualTerms: Terms = {
  rho: fixedFrom("1.000000666600231"),
  vMax: fixedOf(30_000),
  costK: quotient(fixedFrom("0.0415625"), ticksPerYear),
  costB: quotient(fixedFrom("88.59375"), ticksPerYear),
  slashRate: fixedFrom("0.001") / 300n,
  treasuryRatio: fixedFrom("0.2"),
  rigK: fixedFrom("0.3"),
  rigB: 0n,
  re: fixedFrom("1.3"),
  k: fixedOf(100),
};
