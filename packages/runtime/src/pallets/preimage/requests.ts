import { CodedError, decode, encode, type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import type { Call, Env } from "@pha/frame";
import { RuntimeCall } from "../../references.ts";
import { type Bounded, maxInlineBytes } from "./bounded.ts";
import { preimage } from "./spec.ts";

/** Asks for a preimage once more: until as many requests are taken back, its bytes stay. */
export function request(env: Env, hash: Hex): void {
  const { state, emit } = env.of(preimage);
  const status = state.requestStatusFor.get(hash);
  if (status?.type === "Requested") {
    state.requestStatusFor.put(hash, { type: "Requested", value: { ...status.value, count: status.value.count + 1 } });
    return;
  }
  const noted = status?.value;
  const value = { maybe_ticket: noted?.ticket, count: 1, maybe_len: noted?.len };
  state.requestStatusFor.put(hash, { type: "Requested", value });
  emit.Requested({ hash });
}

/** Takes one request back; gives whether there was one. */
export function unrequest(env: Env, hash: Hex): boolean {
  const { state, emit } = env.of(preimage);
  const status = state.requestStatusFor.get(hash);
  if (status?.type !== "Requested") return false;
  const { count, maybe_ticket: ticket, maybe_len: len } = status.value;
  if (count > 1) {
    state.requestStatusFor.put(hash, { type: "Requested", value: { ...status.value, count: count - 1 } });
  } else if (ticket && len !== undefined) {
    state.requestStatusFor.put(hash, { type: "Unrequested", value: { ticket, len } });
  } else {
    state.requestStatusFor.remove(hash);
    if (len === undefined) return true;
    state.preimageFor.remove([hash, len]);
    emit.Cleared({ hash });
  }
  return true;
}

/** Keeps bytes for the ledger itself: nobody pays, and they count as requested once. */
export function noteRequested(env: Env, bytes: Uint8Array): Hex {
  const { state, emit } = env.of(preimage);
  const hash = toHex(blake2b256(bytes));
  const status = state.requestStatusFor.get(hash);
  const before = status?.type === "Requested" ? status.value : { maybe_ticket: status?.value.ticket, count: 1 };
  const value = { maybe_ticket: before.maybe_ticket, count: before.count, maybe_len: bytes.length };
  state.requestStatusFor.put(hash, { type: "Requested", value });
  state.preimageFor.put([hash, bytes.length], bytes);
  emit.Noted({ hash });
  return hash;
}

/** A call as it is stored. A large one is kept as a preimage, and requested once: {@link release} takes that back. */
export function bound(env: Env, call: Call): Bounded {
  const bytes = encode(RuntimeCall, call);
  if (bytes.length <= maxInlineBytes) return { type: "Inline", value: bytes };
  const hash = toHex(blake2b256(bytes));
  const isRequested = env.of(preimage).state.requestStatusFor.get(hash)?.type === "Requested";
  noteRequested(env, bytes);
  if (isRequested) request(env, hash);
  return { type: "Lookup", value: { hash, len: bytes.length } };
}

/** Requests the bytes of a stored call once more. */
export function retain(env: Env, { type, value }: Bounded): void {
  if (type !== "Inline") request(env, value.hash);
}

/** Takes back a request of a stored call's bytes. */
export function release(env: Env, { type, value }: Bounded): void {
  if (type !== "Inline") unrequest(env, value.hash);
}

/** How many bytes {@link peek} reads beside the stored call itself. */
export function lengthOf(env: Env, { type, value }: Bounded): number {
  if (type === "Inline") return 0;
  if (type === "Lookup") return value.len;
  const status = env.of(preimage).state.requestStatusFor.get(value.hash);
  return (status?.type === "Requested" ? status.value.maybe_len : status?.value.len) ?? 0;
}

/** A stored call, if its bytes are there and are those of a call of this runtime. */
export function peek(env: Env, bounded: Bounded): Call | undefined {
  const { type, value } = bounded;
  const bytes =
    type === "Inline" ? value : env.of(preimage).state.preimageFor.get([value.hash, lengthOf(env, bounded)]);
  if (bytes === undefined) return undefined;
  try {
    return decode(RuntimeCall, bytes);
  } catch (error) {
    if (error instanceof CodedError) return undefined;
    throw error;
  }
}
