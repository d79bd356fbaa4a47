import { u32 } from "@pha/codec";
import { newtype } from "@pha/frame";

/** Millionths. */
export const Permill = newtype(u32, ["sp_arithmetic", "per_things", "Permill"]);

/** So many parts in `of` of an amount, rounded to the nearest, and down from the middle between two. */
export const partOf = (amount: bigint, parts: number, of: number): bigint =>
  (2n * amount * BigInt(parts) + BigInt(of) - 1n) / (2n * BigInt(of));

/** Millionths of an amount. */
export const permillOf = (amount: bigint, millionths: number): bigint => partOf(amount, millionths, 1_000_000);

/** Of an amount what a part is of a whole, rounded down. */
export const proportion = (amount: bigint, part: bigint, whole: bigint): bigint => BigInt(amount * part) / whole;

/** Whether so many millionths are a part, and not more than all. */
export const isPart = (millionths: number): boolean => millionths <= 1_000_000;

/** The lesser of two amounts. */
export function lesser(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** An amount without another one, 0 at least. */
export function less(amount: bigint, taken: bigint): bigint {
  return amount > taken ? amount - taken : 0n;
}

/** The greater of two amounts. */
export function greater(a: bigint, b: bigint): bigint {
  return a < b ? b : a;
}
