import { jsonData, usualLifetime } from "@pha/api";
import { type AccountId, CodedError, isOf } from "@pha/codec";
import type { Scheme } from "@pha/crypto";
import { listFailures } from "@pha/frame";
import type { Runtime } from "@pha/runtime";
import { type Extrinsic, joinSigned, mortalEra, noSignature, transactionErrors } from "@pha/runtime/spec";
import type { StateAt } from "./ledger.ts";
import { outcomeOf } from "./outcome.ts";
import { computed } from "./read-budget.ts";

/** A call that an account would sign. */
interface Intended {
  readonly call: Uint8Array;
  readonly from: AccountId;
  readonly tip: bigint;
  readonly scheme: Scheme;
  readonly nonce?: number | undefined;
}

/**
 * A call as the next extrinsic of its account in a block on top of a state, whatever waits; a nonce that was used stays.
 *
 * @throws `transaction.Undecodable`, `transaction.TooLarge`
 */
export async function nextOn(state: StateAt, { call, from, tip, scheme, nonce: given }: Intended) {
  const runtime = await state.runtime();
  const next = await state.read((view) => runtime.nonce(view, from));
  const nonce = Math.min(given ?? next, next);
  const extra = { era: mortalEra(usualLifetime, state.block.number), nonce, tip };
  const signed = joinSigned(from, noSignature(scheme), extra, call);
  return { runtime, extrinsic: computed(() => runtime.decodeExtrinsic(signed)) };
}

/** The fee of an extrinsic without its tip, in plancks, in a block on top of a state. */
export const feeOf = (state: StateAt, runtime: Runtime, extrinsic: Extrinsic): Promise<bigint> =>
  state.read((view) => computed(() => runtime.fee(extrinsic, view)));

/**
 * What would come of an extrinsic in a block now: its fee, what would fail, and what the error of the last failure tells.
 *
 * @throws a `transaction` error when it would not get there
 */
export async function foresee(state: StateAt, runtime: Runtime, extrinsic: Extrinsic) {
  await state.read((view) => computed(() => runtime.validate(view, extrinsic, state.block)));
  const { fee, events, facts = {} } = await outcomeOf(state, runtime, extrinsic);
  return { fee, failures: listFailures(runtime.pallets, events), facts: jsonData(facts) };
}

/** The same beside what is prepared, where it is no error that it would not get there yet. */
export async function foretell(state: StateAt, runtime: Runtime, extrinsic: Extrinsic) {
  if (bringsCode(extrinsic.call)) return undefined;
  try {
    const { failures, facts } = await foresee(state, runtime, extrinsic);
    return { ok: failures.length === 0, refused: undefined, failures, facts };
  } catch (error) {
    if (!(error instanceof CodedError) || !isOf(transactionErrors, error)) throw error;
    return { ok: false, refused: `${error.code}: ${error.message}`, failures: [], facts: jsonData(error.data) };
  }
}

/** Whether new code for the ledger is in a call, or in one that it carries: nobody has that loaded before it is decided. */
export function bringsCode(part: unknown): boolean {
  if (typeof part !== "object" || part === null || ArrayBuffer.isView(part)) return false;
  const { type, value } = part as { readonly type?: unknown; readonly value?: { readonly type?: unknown } };
  return (type === "System" && value?.type === "set_code") || Object.values(part).some(bringsCode);
}
