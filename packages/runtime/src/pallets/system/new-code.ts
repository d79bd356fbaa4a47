import { type Hex, toHex, utf8 } from "@pha/codec";

/** Where the state keeps the runtime itself, as Substrate does. */
export const codeKey: Hex = toHex(utf8(":code"));

/** Code that `System.set_code` has let in; it gets its place in the state, beside all pallets, when the block ends. */
export class NewCode {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}
