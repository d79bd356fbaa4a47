import type { Hex } from "@pha/codec";

/** The chain's reply to a submission. */
export const receipt: { readonly hash: Hex } = { hash: `0x${"00".repeat(32)}` };
