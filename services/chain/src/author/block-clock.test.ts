import { expect, it } from "vitest";
import { BlockClock } from "./block-clock.ts";

it("tells the machine's time, and never one that is not later than the parent's", () => {
  const clock = new BlockClock(() => 1_000);
  expect(clock.after(999n)).toBe(1_000n);
  expect(clock.after(1_000n)).toBe(1_001n);
});

it("goes on from the newest block where that is ahead of the machine", () => {
  let now = 1_000;
  const clock = new BlockClock(() => now);
  clock.resume(5_000n);
  now = 1_010;
  expect(clock.after(5_000n)).toBe(5_010n);
  clock.resume(900n);
  expect(clock.after(900n)).toBe(5_010n);
});

it("tells the time travelled to exactly once, and goes on from there", () => {
  let now = 1_000;
  const clock = new BlockClock(() => now);
  clock.travel(50_000n);
  now = 1_030;
  expect(clock.after(1_000n)).toBe(50_000n);
  expect(clock.after(50_000n)).toBe(50_030n);
});
