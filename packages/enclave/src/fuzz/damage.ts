import { concat } from "@pha/codec";
import type { Random } from "./random.ts";

type Damage = (bytes: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array;

const changed: Damage = (bytes, random) => {
  const copy = bytes.slice();
  for (let times = 1 + random.below(4); times > 0 && copy.length > 0; times--)
    copy[random.below(copy.length)] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]);
  return copy;
};
const cut: Damage = (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1));
const longer: Damage = (bytes, random) => concat(bytes, random.bytes(1 + random.below(64)));
const without: Damage = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  return concat(bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(16)));
};
const spliced: Damage = (bytes, random, others) => {
  const other = random.pick(others);
  return concat(bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1)));
};
const noise: Damage = (_, random) => random.bytes(random.below(random.once(50) ? 65_536 : 200));

const kinds = [changed, changed, cut, longer, without, spliced, noise];

/** One of these messages: as it is once in three times, else damaged in one of many ways. */
export function damaged(messages: readonly Uint8Array[], random: Random): Uint8Array {
  const message = random.pick(messages);
  return random.once(3) ? message : random.pick(kinds)(message, random, messages);
}
