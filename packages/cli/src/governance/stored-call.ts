import { type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Call, readState, type StateView } from "@pha/frame";
import { type Bounded, callOf, preimage, storedBytes } from "@pha/runtime/spec";

/** Why bytes that are there are no call: they may be of another version of the runtime. */
export const unknownCall = "its bytes are of no call that is known here";

/** A call as the ledger keeps it: its hash; itself, where its bytes are there and of a call that is known here. */
export interface StoredCall {
  readonly hash: Hex;
  readonly call: Call | undefined;
  /** Why it is not there. */
  readonly missing?: "nobody has noted its bytes" | typeof unknownCall;
}

/** Calls by their hash, so that large ones are read once. */
export type KnownCalls = Map<Hex, StoredCall>;

/** What a stored call is. */
export function readCall(view: StateView, bounded: Bounded, known: KnownCalls): StoredCall {
  if (bounded.type === "Inline") return decoded(bounded.value);
  const { hash } = bounded.value;
  const before = known.get(hash);
  if (before) return before;
  const bytes = storedBytes(readState(preimage, view), bounded);
  if (!bytes) return { hash, call: undefined, missing: "nobody has noted its bytes" };
  const found = decoded(bytes);
  known.set(hash, found);
  return found;
}

function decoded(bytes: Uint8Array): StoredCall {
  const [hash, call] = [toHex(blake2b256(bytes)), callOf(bytes)];
  return call ? { hash, call } : { hash, call, missing: unknownCall };
}
