/** So many parts in `of` of an amount, rounded to the nearest, and down from the middle between two. */
export const partOf = (amount: bigint, parts: number, of: number): bigint =>
  (2n * amount * BigInt(parts) + BigInt(of) - 1n) / (2n * BigInt(of));

/** Millionths of an amount. */
export const permillOf = (amount: bigint, millionths: number): bigint => partOf(amount, millionths, 1_000_000);
