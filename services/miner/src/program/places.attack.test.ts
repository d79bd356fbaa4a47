import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { Places } from "./places.ts";

/** Work in places that ends when the test says so; who is at it. */
function working() {
  const places = new Places(32, 15);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const ask = (contract: string) =>
    void places.take(contract, () => {
      begun.push(contract);
      return new Promise<void>((end) => ends.push(end));
    });
  const end = async () => {
    ends.shift()?.();
    await new Promise(setImmediate);
  };
  const count = (contract: string) => begun.filter((one) => one === contract).length;
  return { ask, end, count, begun };
}

attack("take all places for fetching with one contract's queries, from servers that are silent", async ({ held }) => {
  await held("another contract's fetch begins at once", async () => {
    const { ask, count } = working();
    for (let i = 0; i < 256; i++) ask("hog");
    ask("other");
    await new Promise(setImmediate);
    expect([count("hog"), count("other")]).toEqual([15, 1]);
  });
  await held("and beside four of the kind", async () => {
    const { ask, count } = working();
    for (let i = 0; i < 256; i++) ask(`hog ${i % 4}`);
    ask("other");
    await new Promise(setImmediate);
    expect(count("other")).toBe(1);
  });
  await held("where no place is left, the next is for who has none", async () => {
    const { ask, end, begun } = working();
    for (let i = 0; i < 32; i++) ask(`one ${i}`);
    for (let i = 0; i < 64; i++) ask("one 31");
    ask("other");
    await new Promise(setImmediate);
    await end();
    expect(begun.at(-1)).toBe("other");
  });
});
