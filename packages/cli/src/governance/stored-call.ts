import { CodedError, decode, encode, type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Call, readState, type StateView } from "@pha/frame";
import { type Bounded, maxInlineBytes, preimage, RuntimeCall } from "@pha/runtime/spec";

/** A call as the ledger keeps it: its hash; itself, where its bytes are there and of a call that is known here. */
export interface StoredCall {
  readonly hash: Hex;
  readonly call: Call | undefined;
  /** Why it is not there. */
  readonly missing?: "nobody has noted its bytes" | "its bytes are of no call that is known here";
}

/** Calls by their hash, so that large ones are read once. */
export type KnownCalls = Map<Hex, StoredCall>;

/** What a stored call is. */
export function readCall(view: StateView, bounded: Bounded, known: KnownCalls): StoredCall {
  if (bounded.type === "Inline") return decoded(bounded.value);
  const { hash } = bounded.value;
  const before = known.get(hash);
  if (before) return before;
  const { requestStatusFor, preimageFor } = readState(preimage, view);
  const status = requestStatusFor.get(hash);
  const length = status?.type === "Requested" ? status.value.maybe_len : status?.value.len;
  const bytes = length === undefined ? undefined : preimageFor.get([hash, length]);
  if (!bytes) return { hash, call: undefined, missing: "nobody has noted its bytes" };
  const found = decoded(bytes);
  known.set(hash, found);
  return found;
}

function decoded(bytes: Uint8Array): StoredCall {
  const hash = toHex(blake2b256(bytes));
  try {
    return { hash, call: decode(RuntimeCall, bytes) };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { hash, call: undefined, missing: "its bytes are of no call that is known here" };
  }
}

/** What a call is stored as: itself while it is short, its hash and length where its bytes are a preimage. */
export function boundedOf(call: Call): { readonly bounded: Bounded; readonly bytes: Uint8Array } {
  const bytes = encode(RuntimeCall, call);
  if (bytes.length <= maxInlineBytes) return { bytes, bounded: { type: "Inline", value: bytes } };
  return { bytes, bounded: { type: "Lookup", value: { hash: toHex(blake2b256(bytes)), len: bytes.length } } };
}

/** The hash that a call is known by. */
export const hashOf = ({ type, value }: Bounded): Hex => (type === "Inline" ? toHex(blake2b256(value)) : value.hash);
