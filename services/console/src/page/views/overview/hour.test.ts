import { expect, it } from "vitest";
import { inPha, perSecond, pointsOf, together } from "./hour.ts";

it("adds up what gatekeepers passed on in the same ten seconds, in order", () => {
  const first = [
    { slot: 1, queries: 2, failed: 0 },
    { slot: 3, queries: 1, failed: 1 },
  ];
  expect(
    together([
      first,
      [
        { slot: 2, queries: 5, failed: 0 },
        { slot: 3, queries: 4, failed: 0 },
      ],
      [],
    ]),
  ).toEqual([
    { slot: 1, queries: 2, failed: 0 },
    { slot: 2, queries: 5, failed: 0 },
    { slot: 3, queries: 5, failed: 1 },
  ]);
});

it("puts a figure at the end of its ten seconds, and counts by the second", () => {
  expect(pointsOf([{ slot: 6, blocks: 25 }], ({ blocks }) => perSecond(blocks))).toEqual([
    { atMs: 70_000, value: 2.5 },
  ]);
});

it("charts amounts to a thousandth of a PHA", () => {
  expect(inPha(1_234_567_890_123_456n)).toBe(1_234.567);
});
