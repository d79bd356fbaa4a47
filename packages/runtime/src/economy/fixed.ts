/**
 * A number that is not negative, as 2⁶⁴ times itself: Substrate's `U64F64`. Results are floored, as there, so that figures
 * are those of the original to the last bit.
 */
export type Fixed = bigint;

/** Binary digits behind the point. */
export const fractionBits = 64n;
export const one: Fixed = 1n << fractionBits;

export const fixedOf = (whole: number | bigint): Fixed => BigInt(whole) << fractionBits;

/** A number as people write it, `"1.000000666600231"`, rounded to the nearest. */
export function fixedFrom(decimal: string): Fixed {
  const [whole = "", fraction = ""] = decimal.split(".");
  const scale = 10n ** BigInt(fraction.length);
  return (quotient(BigInt(whole + fraction) << (fractionBits + 1n), scale) + 1n) >> 1n;
}

export const times = (a: Fixed, b: Fixed): Fixed => (a * b) >> fractionBits;

/** @throws RangeError for a division by zero */
export const over = (a: Fixed, b: Fixed): Fixed => quotient(a << fractionBits, b);

/** A quotient of whole numbers, floored. @throws RangeError for a division by zero */
export const quotient = (a: bigint, b: bigint): bigint => BigInt(a) / b;

/** Square root; the last 32 binary digits are zeros, as in the original. */
export const root = (a: Fixed): Fixed => integerRoot(a) << (fractionBits / 2n);

/** The greatest whole number whose square is at most `n`, by Newton's method from above. */
function integerRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let guess = 1n << (BigInt(n.toString(2).length + 1) / 2n);
  for (;;) {
    const next = (guess + quotient(n, guess)) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}
