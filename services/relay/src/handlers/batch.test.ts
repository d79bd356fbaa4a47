import { expect, it, vi } from "vitest";
import { Batch } from "./batch.ts";

it("answers all that come within a moment together, and each its own", async () => {
  vi.useFakeTimers();
  const batches: number[][] = [];
  const batch = new Batch<number, number>((questions) => {
    batches.push([...questions]);
    return questions.map((question) => question * 2);
  }, 20);
  const first = [1, 2, 3].map((question) => batch.add(question));
  vi.advanceTimersByTime(20);
  const second = batch.add(4);
  vi.advanceTimersByTime(20);
  expect(await Promise.all([...first, second])).toEqual([2, 4, 6, 8]);
  expect(batches).toEqual([[1, 2, 3], [4]]);
  vi.useRealTimers();
});

it("answers many at once without waiting for more", async () => {
  const sizes: number[] = [];
  const batch = new Batch<number, number>((questions) => {
    sizes.push(questions.length);
    return questions;
  }, 60_000);
  await Promise.all(Array.from({ length: 256 }, (_, question) => batch.add(question)));
  expect(sizes).toEqual([128, 128]);
});

it("fails for all when it cannot answer, and answers the next", async () => {
  let isReady = false;
  const batch = new Batch<number, number>((questions) => {
    if (!isReady) throw new Error("not yet");
    return questions;
  }, 1);
  const failed = await Promise.allSettled([batch.add(1), batch.add(2)]);
  expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  isReady = true;
  expect(await batch.add(3)).toBe(3);
});
