import { type AccountId, concat, encode, toHex, u32, utf8 } from "@pha/codec";

/** An account that no key opens, for each of many: `modl ‖ name ‖ id`, padded with zeros. */
export function numberedAccount(name: string, id: number): AccountId {
  const raw = new Uint8Array(32);
  raw.set(concat(utf8(`modl${name}`), encode(u32, id)));
  return toHex(raw);
}

/** Where all PHA of a pool is: free, in sessions, and paid but not claimed. */
export const poolAccount = (id: number): AccountId => numberedAccount("phala/sp", id);
