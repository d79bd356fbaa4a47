import { type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import type { Call, Env } from "@pha/frame";
import type { Bounded } from "./bounded.ts";
import { preimage } from "./spec.ts";
import { boundedOf, callOf, preimageLength, storedBytes } from "./stored-call.ts";

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
  const { bounded, bytes } = boundedOf(call);
  if (bounded.type !== "Lookup") return bounded;
  const { hash } = bounded.value;
  const isRequested = env.of(preimage).state.requestStatusFor.get(hash)?.type === "Requested";
  noteRequested(env, bytes);
  if (isRequested) request(env, hash);
  return bounded;
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
export const lengthOf = (env: Env, bounded: Bounded): number => preimageLength(env.of(preimage).state, bounded) ?? 0;

/** A stored call, if its bytes are there and are those of a call of this runtime. */
export function peek(env: Env, bounded: Bounded): Call | undefined {
  const bytes = storedBytes(env.of(preimage).state, bounded);
  return bytes && callOf(bytes);
}
