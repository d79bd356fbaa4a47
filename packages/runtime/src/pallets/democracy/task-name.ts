import { concat, decode, encode, fromHex, type Hex, toHex, u32 } from "@pha/codec";
import { reservedNames } from "../scheduler/spec.ts";

/** The name of a referendum's task. */
export function taskOf(index: number): Hex {
  const name = new Uint8Array(32);
  name.set(concat(fromHex(reservedNames), encode(u32, index)));
  return toHex(name);
}

/** More referenda than there will be: whoever keeps their numbers in 32 bits with a sign has room. */
const most = 0x8000_0000;

/** The referendum whose task has a name, if it is the name of one. */
export function referendumOf(task: Hex): number | undefined {
  const index = decode(u32, fromHex(task).slice(8, 12));
  return index < most && taskOf(index) === task ? index : undefined;
}
