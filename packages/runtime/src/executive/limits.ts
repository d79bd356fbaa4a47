import type { Weight } from "@pha/frame";
import { maxBodyBytes, maxWitnessBytes } from "@pha/limits";
import { errors } from "../extrinsic/errors.ts";
import { addWeights, noWeight, subtractWeights } from "./weights.ts";

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

export const emptyUsage: Usage = { ...noWeight, length: 0 };

/** What an extrinsic costs beside its call: its signature, and the account or session that pays or speaks. */
export const extrinsicBase: Weight = { ref_time: 100_000_000n, proof_size: 1_225n };

/**
 * Usage with one more extrinsic, whose call has this weight.
 *
 * @throws `transaction.ExhaustsResources`
 */
export function addUsage(used: Usage, weight: Weight, length: number, operational: boolean): Usage {
  const sum = { ...addWeights(addWeights(used, weight), extrinsicBase), length: used.length + length };
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
export const addReserved = (used: Usage, weight: Weight): Usage => ({ ...used, ...addWeights(used, weight) });

/** Weight that a block still has room for. */
export const leftOf = (used: Usage): Weight => subtractWeights(blockLimits, used);
