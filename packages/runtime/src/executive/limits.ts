import type { Weight } from "@pha/frame";
import { maxBodyBytes, maxWitnessBytes } from "@pha/limits";
import { errors } from "../extrinsic/errors.ts";

/** Limits of one block: computation (2 s), witness, bytes of extrinsics. */
export const blockLimits = {
  ref_time: 2_000_000_000_000n,
  proof_size: BigInt(maxWitnessBytes),
  length: maxBodyBytes,
} as const;

/** Normal extrinsics leave a quarter of each to operational ones. */
const normalShareOf = (limit: bigint): bigint => (limit * 3n) / 4n;

/** Weight and bytes of a block so far. */
export interface Usage extends Weight {
  readonly length: number;
}

export const emptyUsage: Usage = { ref_time: 0n, proof_size: 0n, length: 0 };

/**
 * Usage with one more extrinsic.
 *
 * @throws `transaction.ExhaustsResources`
 */
export function addUsage(used: Usage, weight: Weight, length: number, operational: boolean): Usage {
  const sum = {
    ref_time: used.ref_time + weight.ref_time,
    proof_size: used.proof_size + weight.proof_size,
    length: used.length + length,
  };
  const share = (limit: bigint) => (operational ? limit : normalShareOf(limit));
  if (
    sum.ref_time > share(blockLimits.ref_time) ||
    sum.proof_size > share(blockLimits.proof_size) ||
    BigInt(sum.length) > share(BigInt(blockLimits.length))
  )
    throw errors.ExhaustsResources({ bytes: length });
  return sum;
}

/** Usage with the weight of hooks and migrations, which run whether or not there is room. */
export const addReserved = (used: Usage, { ref_time, proof_size }: Weight): Usage => ({
  ...used,
  ref_time: used.ref_time + ref_time,
  proof_size: used.proof_size + proof_size,
});

/** Weight that a block still has room for. */
export const leftOf = ({ ref_time, proof_size }: Usage): Weight => ({
  ref_time: positive(blockLimits.ref_time - ref_time),
  proof_size: positive(blockLimits.proof_size - proof_size),
});

const positive = (amount: bigint): bigint => (amount > 0n ? amount : 0n);
