import { fromHex, type Hex } from "@pha/codec";
import { expect, it } from "vitest";
import { errors } from "./errors.ts";
import { lazyRead } from "./lazy-read.ts";

const state = new Map<Hex, Hex>([
  ["0x01", "0x02"],
  ["0x02", "0x03"],
]);
const load = async (keys: readonly Hex[]) => new Map(keys.map((key) => [key, value(key)]));
const value = (key: Hex) => {
  const found = state.get(key);
  return found && fromHex(found);
};

it("loads what a read needs, and what that leads to", async () => {
  const asked: (readonly Hex[])[] = [];
  const follow = await lazyRead(
    new Map(),
    (keys) => {
      asked.push(keys);
      return load(keys);
    },
    (view) => {
      const first = view.get("0x01");
      const absent = view.get("0x09");
      return [first && view.get(`0x0${first[0]}`)?.[0], absent];
    },
  );
  expect(follow).toEqual([3, undefined]);
  expect(asked).toEqual([["0x01", "0x09"], ["0x02"]]);
});

it("lets an error of the read through only when nothing was missing", async () => {
  const read = (view: { get(key: Hex): Uint8Array | undefined }) => {
    if (view.get("0x01") === undefined) throw new Error("not there");
    throw new Error("there");
  };
  await expect(lazyRead(new Map(), load, read)).rejects.toThrow("there");
});

it("ends a read that has no end", async () => {
  let next = 0x10;
  const endless = () => lazyRead(new Map(), load, (view) => view.get(`0x${(next++).toString(16)}`));
  await expect(endless()).rejects.toThrow(expect.toSatisfy(errors.NotProven.is));
});
