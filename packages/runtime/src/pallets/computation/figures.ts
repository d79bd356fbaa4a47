import { struct, type TypeOf, u32, u128 } from "@pha/codec";
import { fixedFrom, fixedOf, one } from "../../economy/fixed.ts";
import { type Terms, usualTerms } from "../../economy/terms.ts";
import { amount, count, fraction, millionths, type Tunables, ticks } from "../../tunable.ts";
import { Balance, PHA } from "../balances/account-data.ts";
import { Permill } from "../balances/parts.ts";

/** Figures that formulas take: see `economy/terms.ts`. Numbers are 2⁶⁴ times what they say. */
export const termFields = {
  rho: u128,
  /** What a tick pays all workers, before any reduction. */
  budget: Balance,
  vMax: u128,
  costK: u128,
  costB: u128,
  slashRate: u128,
  treasuryRatio: u128,
  rigK: u128,
  rigB: u128,
  re: u128,
  k: u128,
};

/** When workers are measured and asked, and from which P on they may compute. Times are in ticks. */
const timingFields = {
  heartbeatsPerRound: u32,
  heartbeatsPerHour: u32,
  heartbeatWindow: u32,
  benchmarkTicks: u32,
  coolDown: u32,
  /** Ticks that a worker may be away before its stake pays; whoever likes may stop it then. */
  grace: u32,
  leastP: u32,
};
export const Timing = struct(timingFields);
export type Timing = TypeOf<typeof Timing>;

/** How work is paid and absence costs. */
export const Figures = struct(
  {
    ...termFields,
    ...timingFields,
    /** Part of its stake that a worker loses a day, beyond the grace. */
    stakeSlash: Permill,
  },
  { path: ["pallet_computation", "types", "Figures"] },
);
export type Figures = TypeOf<typeof Figures>;

/** With more, what a share of 1 is paid in all would not fit 128 bits (`Pay`). */
const maxBudget = 900n * PHA;

/** What governance may set of them. */
export const tunables: Tunables<Figures> = {
  rho: fraction(0, "What V is multiplied with, a tick.", { min: one, max: fixedFrom("1.0001") }),
  budget: amount(1, "What a tick pays all workers, before any reduction.", { max: maxBudget }),
  vMax: fraction(2, "The most that V is, in PHA.", { min: one, max: fixedOf(1_000_000) }),
  costK: fraction(3, "Cost of a unit of P, a tick, in PHA.", { max: one }),
  costB: fraction(4, "Cost of any worker, a tick, in PHA.", { max: one }),
  slashRate: fraction(5, "Part of V that a worker loses that does not answer, a tick.", { max: fixedFrom("0.01") }),
  treasuryRatio: fraction(6, "Part of what is paid that goes to the treasury.", { max: one }),
  rigK: fraction(7, "Price of a unit of P, in PHA.", { max: fixedOf(1_000) }),
  rigB: fraction(8, "Price of any machine, in PHA.", { max: fixedOf(100_000) }),
  re: fraction(9, "What stake and machine count at full confidence.", { min: one, max: fixedOf(10) }),
  k: fraction(10, "The least stake by the square root of P, in PHA.", { max: fixedOf(10_000) }),
  heartbeatsPerRound: count(11, "How many workers a round of the beacon asks, at most.", 1, 32),
  heartbeatsPerHour: count(12, "How often a worker is asked an hour, in the mean, at most.", 1, 3_600),
  heartbeatWindow: ticks(13, "How long a worker has to answer."),
  benchmarkTicks: ticks(14, "How long a benchmark lasts, at least."),
  coolDown: ticks(15, "How long the stake of a stopped worker stays."),
  grace: ticks(16, "How long a worker may be away before its stake pays, and anybody may stop it."),
  stakeSlash: millionths(17, "Part of its stake that a worker loses a day, beyond the grace."),
  leastP: count(18, "The least P of a worker.", 0, 6_000),
};

/** Those of a network whose genesis says nothing else. */
export const usualTiming: Timing = {
  heartbeatsPerRound: 20,
  heartbeatsPerHour: 2,
  heartbeatWindow: 10,
  benchmarkTicks: 8,
  coolDown: 50_400,
  grace: 7_200,
  leastP: 50,
};

export const usualFigures: Figures = {
  ...usualTerms,
  budget: 100n * PHA,
  ...usualTiming,
  stakeSlash: 1_000,
};

/** What formulas take of them. */
export const termsOf = (figures: Terms & { readonly budget: bigint }) => {
  const { rho, budget, vMax, costK, costB, slashRate, treasuryRatio, rigK, rigB, re, k } = figures;
  return { rho, budget, vMax, costK, costB, slashRate, treasuryRatio, rigK, rigB, re, k };
};
