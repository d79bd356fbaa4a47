import { CodedError, decode, type Hex, type Json, type JsonContext, toJson } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { type Bounded, hashOfProposal, preimage, RuntimeCall } from "@pha/runtime/spec";

/** A call that is proposed: its hash, and itself where its bytes are there and this version can read them. */
export interface ProposedCall {
  readonly hash: Hex;
  readonly call: Json | undefined;
}

/** In a list: one that is kept as a preimage is told by its hash alone. */
export const shortCall = (bounded: Bounded, context: JsonContext): ProposedCall => ({
  hash: hashOfProposal(bounded),
  call: bounded.type === "Inline" ? readCall(bounded.value, context) : undefined,
});

/** With the bytes that the state has, however many. */
export function proposedCall(state: StateView, bounded: Bounded, context: JsonContext): ProposedCall {
  const bytes = bytesOf(state, bounded);
  return { hash: hashOfProposal(bounded), call: bytes && readCall(bytes, context) };
}

function bytesOf(state: StateView, { type, value }: Bounded): Uint8Array | undefined {
  if (type === "Inline") return value;
  const { requestStatusFor, preimageFor } = readState(preimage, state);
  if (type === "Lookup") return preimageFor.get([value.hash, value.len]);
  const status = requestStatusFor.get(value.hash);
  const length = status?.type === "Requested" ? status.value.maybe_len : status?.value.len;
  return length === undefined ? undefined : preimageFor.get([value.hash, length]);
}

function readCall(bytes: Uint8Array, context: JsonContext): Json | undefined {
  try {
    return toJson(RuntimeCall, decode(RuntimeCall, bytes), context);
  } catch (error) {
    if (error instanceof CodedError) return undefined; // of another version of the runtime, or no call at all
    throw error;
  }
}
