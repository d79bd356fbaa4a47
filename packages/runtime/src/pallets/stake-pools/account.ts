import { type AccountId, concat, encode, toHex, u32, utf8 } from "@pha/codec";

/** Where all PHA of a pool is, free, in sessions, and paid but not claimed: `modl ‖ phala/sp ‖ id`, which no key opens. */
export function poolAccount(id: number): AccountId {
  const raw = new Uint8Array(32);
  raw.set(concat(utf8("modlphala/sp"), encode(u32, id)));
  return toHex(raw);
}
