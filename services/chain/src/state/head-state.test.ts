import type { Hex } from "@pha/codec";
import { expect, it } from "vitest";
import { HeadState, type LoadValues } from "./head-state.ts";

const value = (n: number) => Uint8Array.of(n);

function setup(capacity?: number) {
  const loads: Hex[][] = [];
  const load: LoadValues = async (_, keys) => {
    loads.push([...keys]);
    return new Map(keys.map((key) => [key, value(0)]));
  };
  return { loads, head: new HeadState(0, load, capacity === undefined ? {} : { capacity }) };
}

it("loads what several ask for at a time in one query, each key once", async () => {
  const { head, loads } = setup();
  const both = (key: Hex) => head.read((view) => [view.get("0x01"), view.get(key)]);
  await Promise.all([head.load(["0x01"]), head.load(["0x01", "0x02"])]);
  expect(await both("0x02")).toEqual([value(0), value(0)]);
  expect(loads).toEqual([["0x01", "0x02"]]);
});

it("keeps what is asked for again and again, and lets go of the rest", async () => {
  const { head, loads } = setup(4);
  await head.load(["0x01", "0x02"]);
  head.advance(1, new Map([["0x03", value(3)]]));
  await head.load(["0x01"]);
  head.advance(2, new Map([["0x04", value(4)]]));
  await head.load(["0x01", "0x02", "0x03"]);
  expect(loads).toEqual([["0x01", "0x02"], ["0x02"]]);
  expect(await head.read((view) => view.get("0x04"))).toEqual(value(4));
});

it("never gives a value that a block has changed while it was on its way", async () => {
  const query = Promise.withResolvers<void>();
  const heights: number[] = [];
  const head: HeadState = new HeadState(0, async (height, keys) => {
    heights.push(height);
    if (height === 0) await query.promise;
    return new Map(keys.map((key) => [key, value(height)]));
  });
  const reading = head.read((view) => view.get("0x01"));
  await new Promise((resolve) => setImmediate(resolve));
  head.advance(1, new Map());
  query.resolve();
  expect(await reading).toEqual(value(1));
  expect(heights).toEqual([0, 1]);
});
