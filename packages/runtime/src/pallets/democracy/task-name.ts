import { concat, encode, type Hex, toHex, u32, utf8 } from "@pha/codec";

/** The name of a referendum's task. */
export function taskOf(index: number): Hex {
  const name = new Uint8Array(32);
  name.set(concat(utf8("democrac"), encode(u32, index)));
  return toHex(name);
}
