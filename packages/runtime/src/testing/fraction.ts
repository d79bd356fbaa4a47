/** A fraction in lowest terms; the lower number is positive. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
}

export function fraction(over: bigint, under = 1n): Fraction {
  const common = gcd(over, under) || 1n;
  return { over: over / common, under: under / common };
}

export const zero = fraction(0n);
export const plus = (a: Fraction, b: Fraction) => fraction(a.over * b.under + b.over * a.under, a.under * b.under);
export const times = (a: Fraction, b: Fraction) => fraction(a.over * b.over, a.under * b.under);
export const minus = (a: Fraction, b: Fraction) => plus(a, times(b, fraction(-1n)));
export const per = (a: Fraction, b: Fraction) => fraction(a.over * b.under, a.under * b.over);
export const isMore = (a: Fraction, b: Fraction) => a.over * b.under > b.over * a.under;
export const floor = ({ over, under }: Fraction) => over / under;
