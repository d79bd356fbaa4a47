import type { Weight } from "@pha/frame";

export const noWeight: Weight = { ref_time: 0n, proof_size: 0n };

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const combine = (a: Weight, b: Weight, of: (a: bigint, b: bigint) => bigint): Weight => ({
  ref_time: of(a.ref_time, b.ref_time),
  proof_size: of(a.proof_size, b.proof_size),
});

export const addWeights = (a: Weight, b: Weight): Weight => combine(a, b, (x, y) => x + y);

/** The weight of so many alike. */
export const timesWeight = ({ ref_time, proof_size }: Weight, count: number): Weight => ({
  ref_time: ref_time * BigInt(count),
  proof_size: proof_size * BigInt(count),
});

/** The rest of `a` without `b`, never below zero. */
export const subtractWeights = (a: Weight, b: Weight): Weight => combine(a, b, (x, y) => (x > y ? x - y : 0n));

/** The lesser of each. */
export const leastWeight = (a: Weight, b: Weight): Weight => combine(a, b, min);

/** Whether both are within the limits. */
export const isWithin = (weight: Weight, limits: Weight): boolean =>
  weight.ref_time <= limits.ref_time && weight.proof_size <= limits.proof_size;
