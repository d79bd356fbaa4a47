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

/**
 * Who takes a block's room: users, who pay; enclaves, which do not; authority, whose calls nobody else may make. An
 * enclave that has an extrinsic in the block already takes it `again`; what the ledger has asked it for it takes `once`.
 */
export type Lane = "normal" | "bare" | "again" | "once" | "operational";

/** Eighths of a block that a lane may fill. A lone enclave leaves half of what enclaves have to the others. */
const eighths: Readonly<Record<Lane, bigint>> = { normal: 6n, bare: 2n, again: 1n, once: 2n, operational: 8n };

/** Eighths that an enclave's extrinsic may take, if nothing asked for it. */
const ofOneBare = 1n;

/** Weight and bytes. */
export interface Amount extends Weight {
  readonly length: number;
}

/** What a block has so far: in all, of users, of enclaves. */
export interface Usage {
  readonly all: Amount;
  readonly normal: Amount;
  readonly bare: Amount;
}

const nothing: Amount = { ...noWeight, length: 0 };

export const emptyUsage: Usage = { all: nothing, normal: nothing, bare: nothing };

/** What an extrinsic costs beside its call: its signature, and the account or session that pays or speaks. */
export const extrinsicBase: Weight = { ref_time: 100_000_000n, proof_size: 1_225n };

/**
 * Usage with one more extrinsic, whose call has this weight.
 *
 * @throws `transaction.ExhaustsResources`
 */
export function addUsage(used: Usage, lane: Lane, weight: Weight, length: number): Usage {
  const more = { ...addWeights(weight, extrinsicBase), length };
  const all = addAmounts(used.all, more);
  const own = lane === "operational" ? undefined : lane === "normal" ? "normal" : "bare";
  const taken = own ? addAmounts(used[own], more) : all;
  const isTooMuch = lane === "bare" && !fits(more, ofOneBare);
  if (isTooMuch || !fits(all, 8n) || !fits(taken, eighths[lane])) throw errors.ExhaustsResources({ bytes: length });
  return own ? { ...used, all, [own]: taken } : { ...used, all };
}

const addAmounts = (a: Amount, b: Amount): Amount => ({ ...addWeights(a, b), length: a.length + b.length });

function fits({ ref_time, proof_size, length }: Amount, share: bigint): boolean {
  const part = (limit: bigint) => (limit * share) / 8n;
  return (
    ref_time <= part(blockLimits.ref_time) &&
    proof_size <= part(blockLimits.proof_size) &&
    BigInt(length) <= part(BigInt(blockLimits.length))
  );
}

/** Usage with the weight of hooks and migrations, which run whether or not there is room. */
export const addReserved = (used: Usage, weight: Weight): Usage => ({
  ...used,
  all: { ...used.all, ...addWeights(used.all, weight) },
});

/** Weight that a block still has room for. */
export const leftOf = ({ all }: Usage): Weight => subtractWeights(blockLimits, all);
