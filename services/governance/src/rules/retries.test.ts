import { expect, it } from "vitest";
import { closingPause, mostAttempts, retryPauseMs } from "./retries.ts";

it("pauses longer each time, six hours at most, and gives up after two and a half days", () => {
  const pauses = Array.from({ length: mostAttempts - 1 }, (_, i) => retryPauseMs(i + 1));
  expect(pauses.slice(0, 4)).toEqual([5_000, 15_000, 45_000, 135_000]);
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(pauses.at(-1)).toBe(6 * 3_600_000);
  const days = pauses.reduce((sum, pause) => sum + pause) / 86_400_000;
  expect(days).toBeGreaterThan(2.4);
  expect(days).toBeLessThan(2.6);
});

it("waits four times as many blocks after each failure to close a motion, up to 16,384", () => {
  expect([1, 2, 3, 6, 7, 99].map(closingPause)).toEqual([16, 64, 256, 16_384, 16_384, 16_384]);
});
