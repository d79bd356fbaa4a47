import { CodedError } from "@pha/codec";
import { type Call, makeCall, readState } from "@pha/frame";
import { boundedOf, depositFor, preimage } from "@pha/runtime/spec";
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

/** How a call is sent. */
interface Sending {
  /** That what it has dispatched will fail is said, and hinders nothing. */
  readonly mayCarryFailure?: boolean;
  /** Done when nothing is against the call, before it is signed: another one may be signed for it. */
  readonly prepare?: (() => Promise<unknown>) | undefined;
}

/**
 * Signs a call, unless it must fail, and waits until it is final.
 *
 * @throws its own error, and that of a call which it has dispatched, where it is final
 */
export async function send(
  { output }: Context,
  network: Network,
  signer: Signer,
  call: Call,
  { mayCarryFailure = false, prepare }: Sending = {},
): Promise<Sent> {
  try {
    await network.preflight(signer, call);
    if (prepare) {
      await prepare();
      await network.preflight(signer, call); // what was prepared has cost something
    }
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

/** Has the bytes of a call noted, against a deposit, as proposals that name it by its hash need them: of one that is not short, unless they are there. */
export async function storeCall(context: Context, network: Network, signer: Signer, call: Call): Promise<void> {
  const { bounded, bytes } = boundedOf(call);
  if (bounded.type !== "Lookup") return;
  const { hash, len } = bounded.value;
  const { isThere, figures } = await network.read((view) => {
    const state = readState(preimage, view);
    return { isThere: state.preimageFor.has([hash, len]), figures: state.figures.get() };
  });
  if (isThere) return;
  const deposit = formatAmount(depositFor(figures, bytes.length));
  context.output.progress(`the call's ${bytes.length} bytes are noted, for a deposit of ${deposit} that returns`);
  await send(context, network, signer, makeCall(preimage, "note_preimage", { bytes }));
}
