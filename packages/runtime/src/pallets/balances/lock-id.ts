import { type Hex, toHex, utf8 } from "@pha/codec";

/** An eight-character lock id. */
export const lockId = (text: string): Hex => toHex(utf8(text.padEnd(8).slice(0, 8)));
