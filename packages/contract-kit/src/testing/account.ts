import { createHash } from "node:crypto";
import { decodeAddress } from "@pha/codec";
import type { Account } from "../schema.ts";

/** SHA-256 as `0x…`: ids and seeds of a test that are the same every time. */
export const digest = (text: string): Account => `0x${createHash("sha256").update(text).digest("hex")}`;

/** A test's account: `"alice"` is always the same one; what is an account already, also in SS58, stays it. */
export function accountOf(name: string): Account {
  if (/^0x[0-9a-f]{64}$/.test(name)) return name as Account;
  try {
    return decodeAddress(name).account;
  } catch {
    return digest(name);
  }
}
