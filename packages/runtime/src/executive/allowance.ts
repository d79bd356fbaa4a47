import type { Hex } from "@pha/codec";
import type { Execution, Weight } from "@pha/frame";
import { errors } from "../extrinsic/errors.ts";
import { attestation, type Worker } from "../pallets/attestation/spec.ts";
import { blockLimits, extrinsicBase } from "./limits.ts";
import { addWeights } from "./weights.ts";

/**
 * What one enclave may take of the blocks without paying, in millionths of a block: at most at a time, again with each
 * block, and more for what fails. Its sessions share it: a restart is no way around it.
 */
export const allowance = { most: 250_000, perBlock: 62_500, ofFailure: 125_000 } as const;

/** What a bare extrinsic, whose call weighs so much, takes of a block: of that of which it takes most. */
export function partOfBlock(weight: Weight, length: number): number {
  const { ref_time, proof_size } = addWeights(weight, extrinsicBase);
  const parts = [
    (ref_time * 1_000_000n) / blockLimits.ref_time,
    (proof_size * 1_000_000n) / blockLimits.proof_size,
    (BigInt(length) * 1_000_000n) / BigInt(blockLimits.length),
  ];
  return Number(parts.reduce((most, part) => (part > most ? part : most)));
}

/** @throws `transaction.TooSoon` while what the enclave took leaves no room for so much more */
export function expectAllowance(execution: Execution, identity: Hex, part: number): void {
  const worker = execution.of(attestation).state.workers.get(identity);
  const debt = worker ? debtOf(worker, execution.block.number) : 0;
  if (debt > 0 && debt + part > allowance.most) throw errors.TooSoon({ debt, most: allowance.most });
}

/** Counts what an enclave has taken. */
export function owe(execution: Execution, identity: Hex, part: number): void {
  const { workers } = execution.of(attestation).state;
  const { number } = execution.block;
  const worker = workers.get(identity);
  if (worker) workers.put(identity, { ...worker, bareDebt: debtOf(worker, number) + part, bareAt: number });
}

/** What it has taken and blocks have not given back yet. */
const debtOf = ({ bareDebt, bareAt }: Worker, number: number): number =>
  Math.max(0, bareDebt - allowance.perBlock * (number - bareAt));
