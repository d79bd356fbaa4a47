import { expect, it } from "vitest";
import { RecentBlocks } from "./recent-blocks.ts";

/** Reads each block as its number and how many were read before. */
function counted() {
  const read: number[] = [];
  return { read, blocks: new RecentBlocks(async (number) => `${number}/${read.push(number)}`) };
}

it("reads a block once for all who want it, also while it is being read", async () => {
  const { read, blocks } = counted();
  expect(await Promise.all([blocks.of(7), blocks.of(7), blocks.of(8)])).toEqual(["7/1", "7/1", "8/2"]);
  expect(await blocks.of(7)).toBe("7/1");
  expect(read).toEqual([7, 8]);
});

it("keeps the newest alone", async () => {
  const { read, blocks } = counted();
  for (const number of [1, 2, 3, 4, 5]) await blocks.of(number);
  await blocks.of(2);
  expect(read).toEqual([1, 2, 3, 4, 5]);
  await blocks.of(1);
  expect(read).toEqual([1, 2, 3, 4, 5, 1]);
  expect([97, 96].map((number) => blocks.isRecent(number, 100))).toEqual([true, false]);
});

it("reads again what failed, or was undone", async () => {
  let answer: () => Promise<string> = () => Promise.reject(new Error("gone"));
  const blocks = new RecentBlocks(() => answer());
  await expect(blocks.of(1)).rejects.toThrow("gone");
  answer = async () => "one";
  expect(await blocks.of(1)).toBe("one");
  answer = async () => "another";
  expect(await blocks.of(1)).toBe("one");
  blocks.forget();
  expect(await blocks.of(1)).toBe("another");
});
