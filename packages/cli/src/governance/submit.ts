import { CodedError } from "@pha/codec";
import { type Call, makeCall, readState } from "@pha/frame";
import { type Bounded, boundedOf, depositFor, preimage } from "@pha/runtime/spec";
import type { FinalizedReceipt, Network, Signer } from "@pha/sdk";
import { formatAmount } from "../amounts.ts";
import type { Context } from "../context.ts";

/** What a command's own call came to, as it is told. */
export interface Sent {
  readonly receipt: FinalizedReceipt;
  readonly json: { readonly transaction: string; readonly block: FinalizedReceipt["block"] };
  readonly lines: readonly string[];
}

/** Whether an error is that of a call which another one has dispatched. */
export const isCarried = ({ data: { event } }: CodedError): boolean =>
  event !== undefined && event !== "System.ExtrinsicFailed";

/**
 * Signs a call, unless it must fail, and waits until it is final.
 *
 * @param mayCarryFailure - that what it has dispatched will fail is said, and hinders nothing
 * @throws its own error, and that of a call which it has dispatched, where it is final
 */
export async function send(
  { output }: Context,
  network: Network,
  signer: Signer,
  call: Call,
  mayCarryFailure = false,
): Promise<Sent> {
  try {
    await network.preflight(signer, call);
  } catch (error) {
    if (!mayCarryFailure || !(error instanceof CodedError) || !isCarried(error)) throw error;
    output.progress(`the call that it carries will fail: ${error.code}`);
  }
  output.progress("signed and handed in; waiting for the validators");
  const receipt = await network.submit(signer, call);
  const { hash: transaction, block } = receipt;
  return {
    receipt,
    json: { transaction, block },
    lines: [
      `Final in block ${block.number}, certified by ${block.signers}/${block.validators} validators.`,
      `Transaction ${transaction}`,
    ],
  };
}

/** A call as proposals name it. The bytes of one that is not short are noted first, against a deposit, unless they are there. */
export async function storeCall(context: Context, network: Network, signer: Signer, call: Call): Promise<Bounded> {
  const { bounded, bytes } = boundedOf(call);
  if (bounded.type !== "Lookup") return bounded;
  const { hash, len } = bounded.value;
  const { isThere, figures } = await network.read((view) => {
    const state = readState(preimage, view);
    return { isThere: state.preimageFor.has([hash, len]), figures: state.figures.get() };
  });
  if (isThere) return bounded;
  const deposit = formatAmount(depositFor(figures, bytes.length));
  context.output.progress(`the call's ${bytes.length} bytes are noted, for a deposit of ${deposit} that returns`);
  await send(context, network, signer, makeCall(preimage, "note_preimage", { bytes }));
  return bounded;
}
