import { concat, encode, isOf } from "@pha/codec";
import { verifySignature } from "@pha/crypto/node";
import { DispatchError } from "@pha/frame";
import type { Runtime } from "@pha/runtime";
import { type Extrinsic, transactionErrors } from "@pha/runtime/spec";
import type { StateAt } from "../ledger/ledger.ts";
import { outcomeOf } from "../ledger/outcome.ts";
import { computed } from "../ledger/read-budget.ts";

/**
 * SCALE of `ApplyExtrinsicResult`: what an extrinsic would do in a block on top of `state`; nothing is kept.
 *
 * @throws `transaction.Undecodable`, `transaction.TooLarge`
 */
export async function dryRun(state: StateAt, bytes: Uint8Array): Promise<Uint8Array> {
  const runtime = await state.runtime();
  const extrinsic = computed(() => runtime.decodeExtrinsic(bytes));
  try {
    await authenticate(runtime, state, extrinsic);
    const { ok, error } = await outcomeOf(state, runtime, extrinsic);
    return ok || error === undefined ? Uint8Array.of(0, 0) : concat(Uint8Array.of(0, 1), encode(DispatchError, error));
  } catch (error) {
    if (!isOf(transactionErrors, error)) throw error;
    return invalid(error.index);
  }
}

/** @throws `transaction.BadProof`, `transaction.AncientBirthBlock` */
async function authenticate(runtime: Runtime, state: StateAt, extrinsic: Extrinsic): Promise<void> {
  const { scheme, publicKey, message, signature } = await state.read((view) =>
    runtime.signatureCheck(extrinsic, runtime.chainAfter(view, state.header)),
  );
  if (!computed(() => verifySignature(scheme, publicKey, message, signature))) throw transactionErrors.BadProof();
}

/** `Err(TransactionValidityError::Invalid(…))`; ours that Substrate does not know are `Custom`. */
const invalid = (index: number): Uint8Array =>
  index < 64 ? Uint8Array.of(1, 0, index) : Uint8Array.of(1, 0, 7, index);
