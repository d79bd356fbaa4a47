import { decodeIf, encode, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import type { Call, Reader } from "@pha/frame";
import { RuntimeCall } from "../../references.ts";
import { type Bounded, maxInlineBytes } from "./bounded.ts";
import type { preimage } from "./spec.ts";

/** A call as it is stored, and its bytes: one that is not short is stored by their hash, and they are a preimage. */
export function boundedOf(call: Call): { readonly bounded: Bounded; readonly bytes: Uint8Array } {
  const bytes = encode(RuntimeCall, call);
  if (bytes.length <= maxInlineBytes) return { bytes, bounded: { type: "Inline", value: bytes } };
  return { bytes, bounded: { type: "Lookup", value: { hash: toHex(blake2b256(bytes)), len: bytes.length } } };
}

/** How many bytes a stored call has as a preimage, as far as that is known. */
export function preimageLength(
  { requestStatusFor }: Pick<Reader<typeof preimage>, "requestStatusFor">,
  { type, value }: Bounded,
): number | undefined {
  if (type === "Inline") return undefined;
  if (type === "Lookup") return value.len;
  const status = requestStatusFor.get(value.hash);
  return status?.type === "Requested" ? status.value.maybe_len : status?.value.len;
}

/** The bytes of a stored call, where it has them in itself or somebody has noted them. */
export function storedBytes(reads: Reader<typeof preimage>, bounded: Bounded): Uint8Array | undefined {
  if (bounded.type === "Inline") return bounded.value;
  const length = preimageLength(reads, bounded);
  return length === undefined ? undefined : reads.preimageFor.get([bounded.value.hash, length]);
}

/** The call that bytes are of; none where they are of another version of the runtime, or of no call at all. */
export const callOf = (bytes: Uint8Array): Call | undefined => decodeIf(RuntimeCall, bytes);
