import { createHash } from "node:crypto";
import type { Account } from "../schema.ts";

/** SHA-256 as `0x…`: ids and seeds of a test that are the same every time. */
export const digest = (text: string): Account => `0x${createHash("sha256").update(text).digest("hex")}`;

/** A test's account: `"alice"` is always the same one; what is an account already stays it. */
export const accountOf = (name: string): Account => (/^0x[0-9a-f]{64}$/.test(name) ? (name as Account) : digest(name));
