import { createHash } from "node:crypto";
import { type Hex, toHex } from "@pha/codec";

/** Measurement of a program: SHA-384 of its bytes. */
export const measure = (program: Uint8Array): Hex => toHex(createHash("sha384").update(program).digest());
