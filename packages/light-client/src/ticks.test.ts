import fc from "fast-check";
import { expect, it } from "vitest";
import { tickAt } from "./ticks.ts";

it.each([
  [12_000, 1_000n, 0n, 0],
  [12_000, 30_000n, 1_000n, 0],
  [12_000, 1_000n, 1_000n, 0],
  [12_000, 1_000n, 12_999n, 0],
  [12_000, 1_000n, 13_000n, 1],
  [1, 0n, 4_294_967_295n, 4_294_967_295],
])("ticks of %i ms since %i: %i is in tick %i", (tickMs, beganMs, timeMs, tick) => {
  expect(tickAt({ tickMs, beganMs }, timeMs)).toBe(tick);
});

it("is one more after every tick, and never goes back (property)", () => {
  const times = fc.bigInt(0n, 1n << 45n);
  fc.assert(
    fc.property(fc.integer({ min: 50_000, max: 1 << 30 }), times, times, (tickMs, beganMs, sinceMs) => {
      const clock = { tickMs, beganMs };
      const tick = tickAt(clock, beganMs + sinceMs);
      expect(tickAt(clock, beganMs + sinceMs + BigInt(tickMs))).toBe(tick + 1);
      expect(tickAt(clock, beganMs + sinceMs + 1n)).toBeGreaterThanOrEqual(tick);
    }),
  );
});
