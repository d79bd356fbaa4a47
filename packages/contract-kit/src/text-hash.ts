import { createHash } from "node:crypto";
import type { Hex } from "@pha/codec";

/** SHA-256 of a text in UTF-8 as `0x…`: what the ledger stores a contract's code under. */
export const textHash = (text: string): Hex => `0x${createHash("sha256").update(text).digest("hex")}`;
