import type { Hex } from "@pha/codec";
import { toHex } from "@pha/codec";
import { maxProvenKeys } from "@pha/limits";
import { subjects } from "@pha/wire";
import { expect, it } from "vitest";
import { errors } from "./errors.ts";
import { openLedger } from "./ledger.ts";
import { FakeBus } from "./testing/bus.ts";

const keyOf = (n: number): Hex => `0x${n.toString(16).padStart(8, "0")}`;
const keys = Array.from({ length: maxProvenKeys + 10 }, (_, n) => keyOf(n));

it("reads as many keys as it needs, all of one block, in as many requests as the chain wants", async () => {
  const bus = new FakeBus();
  const asked: (number | undefined)[] = [];
  let newest = 7;
  bus.reply(subjects.proofGet, ({ number, keys: some }) => {
    if (some.length > 1_500) throw errors.TooMuchAsked();
    asked.push(number);
    return { number: number ?? newest++, values: some, proof: new Uint8Array() };
  });
  const values = await openLedger(bus)((state) => keys.map((key) => state.get(key)));
  expect(values.map((value) => value && toHex(value))).toEqual(keys);
  expect(asked).toEqual([undefined, 7, 7, 7, 7]);
});

it("does not ask in smaller parts for one value that is too much", async () => {
  const bus = new FakeBus();
  bus.reply(subjects.proofGet, () => {
    throw errors.TooMuchAsked();
  });
  await expect(openLedger(bus)((state) => state.get(keyOf(1)))).rejects.toSatisfy(errors.TooMuchAsked.is);
  expect(bus.requested).toHaveLength(1);
});
