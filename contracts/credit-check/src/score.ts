import { s, type TypeOf } from "@pha/contract-kit";

/** What a check may tell, each only if everybody it is about agrees to it. */
export const Field = s.oneOf("band", "approved", "limit");
export type Field = TypeOf<typeof Field>;

/** What those who ask for credit have and owe in a month, in cents. */
export interface Means {
  readonly income: number;
  readonly payments: number;
  readonly isInArrears: boolean;
}

export interface Score {
  /** A: up to 30 % of the income goes to what is owed, the new instalment included; B: 40 %; C: 50 %; else D. */
  readonly band: "A" | "B" | "C" | "D";
  readonly approved: boolean;
  /** The greatest instalment with which it would be a B, in cents a month. */
  readonly limit: number;
}

const bands = [
  ["A", 30],
  ["B", 40],
  ["C", 50],
] as const;

/** Finds the score of those who ask together for credit of so much a month, in whole cents. */
export function scoreOf(means: readonly Means[], instalment: number): Score {
  const income = sum(means.map((one) => one.income));
  const payments = sum(means.map((one) => one.payments));
  const owes = 100 * (payments + instalment);
  const inArrears = means.some((one) => one.isInArrears);
  const band = inArrears ? "D" : (bands.find(([, percent]) => owes <= percent * income)?.[0] ?? "D");
  const limit = inArrears ? 0 : Math.max(0, Math.floor((40 * income) / 100) - payments);
  return { band, approved: band !== "D", limit };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Of a score what was agreed on, and nothing else. */
export function toldOf({ band, approved, limit }: Score, fields: readonly Field[]) {
  const isAgreed = (field: Field): boolean => fields.includes(field);
  return {
    band: isAgreed("band") ? band : undefined,
    approved: isAgreed("approved") ? approved : undefined,
    limit: isAgreed("limit") ? limit : undefined,
  };
}
