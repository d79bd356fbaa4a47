import { type Fixed, fractionBits, one, over, quotient, times } from "./fixed.ts";
import type { Terms } from "./terms.ts";

/** What time changes of a worker that answers: V, and what of it came since it was paid last and a payment takes away. */
export interface Grown {
  readonly v: Fixed;
  readonly deductible: Fixed;
}

/** By how much V grows with time: P of now and of the benchmark. */
export interface Pace {
  readonly p: Fixed;
  readonly pBench: Fixed;
}

type GrowthTerms = Pick<Terms, "rho" | "vMax" | "costK" | "costB">;

/** One tick, rounded as in the original: `ΔV = p/pBench · ((ρ − 1)·V + costK·pBench + costB)`, V at most `vMax`. */
export function advanceOne(terms: GrowthTerms, { p, pBench }: Pace, { v, deductible }: Grown): Grown {
  const cost = times(terms.costK, pBench) + terms.costB;
  const factor = pBench === 0n ? one : over(p, pBench);
  const change = times(factor, times(terms.rho - one, v) + cost);
  return { v: lesser(v + change, terms.vMax), deductible: deductible + change };
}

const lesser = (a: Fixed, b: Fixed): Fixed => (a < b ? a : b);

/** Binary digits behind the point of powers. */
const fine = 192n;
const finer = fine - fractionBits;

/** What so many ticks make of V: `V ↦ factor · V + added`. */
interface Growth {
  readonly ticks: bigint;
  readonly factor: bigint;
  readonly added: bigint;
}

const grow = ({ factor, added }: Growth, v: bigint): bigint => ((factor * v) >> fine) + added;
const twice = (one: Growth): Growth => ({
  ticks: one.ticks * 2n,
  factor: (one.factor * one.factor) >> fine,
  added: grow(one, one.added),
});

/**
 * Many ticks, by powers of two of them: as {@link advanceOne} that many times but for 10⁻¹², in O(log ticks). From the
 * tick at which V is `vMax` it stays, and only what is deductible grows.
 */
export function advance(terms: GrowthTerms, pace: Pace, grown: Grown, ticks: number): Grown {
  if (ticks === 0) return grown;
  if (ticks === 1) return advanceOne(terms, pace, grown);
  const { p, pBench } = pace;
  const factor = pBench === 0n ? 1n << fine : quotient(p << fine, pBench);
  const perTick = (factor * (terms.rho - one)) >> fractionBits;
  const cost = terms.costK * pBench + (terms.costB << fractionBits);
  const single: Growth = {
    ticks: 1n,
    factor: (1n << fine) + perTick,
    added: (factor * cost) >> (2n * fractionBits),
  };
  const most = terms.vMax << finer;
  const powers = [single];
  for (let next = twice(single); next.ticks <= ticks && grow(next, grown.v << finer) < most; next = twice(next))
    powers.push(next);
  let v = grown.v << finer;
  let left = BigInt(ticks);
  for (const power of powers.reverse()) {
    const then = grow(power, v);
    if (power.ticks > left || then >= most) continue;
    v = then;
    left -= power.ticks;
  }
  const below: Grown = { v: v >> finer, deductible: grown.deductible + ((v >> finer) - grown.v) };
  if (left === 0n) return below;
  const first = advanceOne(terms, pace, below);
  const each = advanceOne(terms, pace, { v: first.v, deductible: 0n }).deductible;
  return { v: first.v, deductible: first.deductible + each * (left - 1n) };
}

/** One tick of a worker that does not answer: `V − V · slashRate`. */
export const decayOne = ({ slashRate }: Pick<Terms, "slashRate">, v: Fixed): Fixed => v - times(v, slashRate);

/** Many of them: `V · (1 − slashRate)ⁿ`, rounded down once. */
export function decay(terms: Pick<Terms, "slashRate">, v: Fixed, ticks: number): Fixed {
  if (ticks === 1) return decayOne(terms, v);
  let power = (one - terms.slashRate) << finer;
  let factor = 1n << fine;
  for (let left = ticks; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) factor = (factor * power) >> fine;
    power = (power * power) >> fine;
  }
  return (v * factor) >> fine;
}
