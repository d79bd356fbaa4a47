import { describe, expect, it, vi } from "vitest";
import { makeBatch } from "./batch.ts";

describe("makeBatch", () => {
  it("lets calls that come while one is under way travel together, each with its own result", async () => {
    const sizes: number[] = [];
    const double = makeBatch<number, number>(async (items) => {
      sizes.push(items.length);
      await Promise.resolve();
      return items.map((item) => 2 * item);
    });
    const first = double(1);
    const more = new Promise((resolve) => setImmediate(resolve)).then(() => Promise.all([double(4), double(5)]));
    expect(await Promise.all([first, double(2), double(3)])).toEqual([2, 4, 6]);
    expect(await more).toEqual([8, 10]);
    expect(sizes[0]).toBe(3);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(5);
  });

  it("lets the first call wait for others where it is told to", async () => {
    const sizes: number[] = [];
    const call = makeBatch<number, void>(
      async (items) => {
        sizes.push(items.length);
        return [];
      },
      { gatherMs: 1 },
    );
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const first = call(1);
    await new Promise((resolve) => setImmediate(resolve));
    const second = call(2);
    vi.advanceTimersByTime(1);
    await Promise.all([first, second]);
    vi.useRealTimers();
    expect(sizes).toEqual([2]);
  });

  it("fails the calls of a failing run, and goes on with the next", async () => {
    let runs = 0;
    const call = makeBatch<string, string>(async (items) => {
      if (runs++ === 0) throw new RangeError("first");
      return items;
    });
    const results = await Promise.allSettled([call("a"), call("b")]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await call("c")).toBe("c");
  });
});
