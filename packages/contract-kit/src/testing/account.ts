import { decodeAddress } from "@pha/codec";
import type { Account } from "../schema.ts";
import { textHash } from "../text-hash.ts";

/** A test's account: `"alice"` is always the same one; what is an account already, also in SS58, stays it. */
export function accountOf(name: string): Account {
  if (/^0x[0-9a-f]{64}$/.test(name)) return name as Account;
  try {
    return decodeAddress(name).account;
  } catch {
    return textHash(name);
  }
}
