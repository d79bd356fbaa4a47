import { type Hex, type Json, type JsonContext, toJson } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { type Bounded, callOf, hashOfProposal, preimage, RuntimeCall, storedBytes } from "@pha/runtime/spec";

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
  const bytes = storedBytes(readState(preimage, state), bounded);
  return { hash: hashOfProposal(bounded), call: bytes && readCall(bytes, context) };
}

/** None of bytes that are another version's, or no call at all. */
function readCall(bytes: Uint8Array, context: JsonContext): Json | undefined {
  const call = callOf(bytes);
  return call && toJson(RuntimeCall, call, context);
}
