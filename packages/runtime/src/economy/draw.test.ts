import type { Hex } from "@pha/codec";
import fc from "fast-check";
import { expect, it } from "vitest";
import { drawCount, drawPositions } from "./draw.ts";

const seed = (i: number): Hex => `0x${i.toString(16).padStart(64, "0")}`;

it("draws places that there are, none of them twice (property)", () =>
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 200_000 }), (i, online) => {
      const terms = { online, roundMs: 60_000n, perRound: 20, perHour: 2 };
      const count = drawCount(seed(i), terms);
      const drawn = drawPositions(seed(i), terms, count);
      expect(count).toBeLessThanOrEqual(20);
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(drawn.every((position) => position >= 0 && position < online)).toBe(true);
    }),
  ));

it("asks everybody twice an hour in the mean, and no more than a round takes", () => {
  const asked = Array.from({ length: 2_000 }, (_, i) =>
    drawCount(seed(i), { online: 10, roundMs: 60_000n, perRound: 20, perHour: 2 }),
  ).reduce((sum, count) => sum + count, 0);
  expect(asked / 2_000).toBeGreaterThan(0.3);
  expect(asked / 2_000).toBeLessThan(0.37);
  expect(drawCount(seed(1), { online: 100_000, roundMs: 60_000n, perRound: 20, perHour: 2 })).toBe(20);
  expect(drawCount(seed(1), { online: 0, roundMs: 60_000n, perRound: 20, perHour: 2 })).toBe(0);
});
