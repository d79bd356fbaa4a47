import { encode, type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import type { Call } from "@pha/frame";
import { RuntimeCall } from "../../references.ts";

/** What a call is voted on under: its BLAKE2b-256. */
export const motionHash = (call: Call): Hex => toHex(blake2b256(encode(RuntimeCall, call)));
