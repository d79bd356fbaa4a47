import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { withSilences } from "./silences.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("says each time that nothing came, and loses nothing that comes", async () => {
  const open: ((value: number) => void)[] = [];
  async function* values() {
    for (let i = 0; i < 2; i++) yield await new Promise<number>((resolve) => open.push(resolve));
  }
  const heard: unknown[] = [];
  const reading = (async () => {
    for await (const value of withSilences(values(), 100)) heard.push(value);
  })();
  await vi.advanceTimersByTimeAsync(250);
  expect(heard).toEqual([undefined, undefined]);
  open[0]?.(1);
  await vi.advanceTimersByTimeAsync(50);
  expect(heard).toEqual([undefined, undefined, 1]);
  await vi.advanceTimersByTimeAsync(60);
  open[1]?.(2);
  await reading;
  expect(heard).toEqual([undefined, undefined, 1, undefined, 2]);
});

it("fails as its values do, and ends them when nobody wants more", async () => {
  let ended = false;
  async function* values() {
    try {
      yield 1;
      throw new RangeError("no more");
    } finally {
      ended = true;
    }
  }
  const failing = withSilences(values(), 100);
  await failing.next();
  await expect(failing.next()).rejects.toThrow(RangeError);
  const left = withSilences(values(), 100);
  await left.next();
  ended = false;
  await left.return(undefined);
  await vi.advanceTimersByTimeAsync(0);
  expect(ended).toBe(true);
});
