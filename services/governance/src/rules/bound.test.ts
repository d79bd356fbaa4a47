import fc from "fast-check";
import { expect, it } from "vitest";
import { boundFrom } from "./bound.ts";

const rising = (a: bigint, b: bigint): number => (a < b ? -1 : 1);
const block = fc.integer({ min: 0, max: 40 });
const bindings = fc.array(fc.record({ amount: fc.bigInt(1n, 20n), until: fc.option(block, { nil: undefined }) }));

it("what is bound at any block is the largest of what binds then, and never grows", () =>
  fc.assert(
    fc.property(bindings, block, block, (all, now, later) => {
      const steps = boundFrom(all, now);
      const at = now + later;
      const told = steps.findLast(({ from }) => from <= at)?.amount;
      const bound = all.filter(({ until }) => until === undefined || until > at).map(({ amount }) => amount);
      expect(told).toBe(bound.sort(rising).at(-1) ?? 0n);
      for (const [i, { amount }] of steps.slice(1).entries()) expect(amount < (steps[i]?.amount ?? 0n)).toBe(true);
    }),
  ));

it("a small amount for long under a large one for a short time comes free last", () => {
  const steps = boundFrom(
    [
      { amount: 9n, until: 5 },
      { amount: 2n, until: 50 },
    ],
    1,
  );
  expect(steps).toEqual([
    { from: 1, amount: 9n },
    { from: 5, amount: 2n },
    { from: 50, amount: 0n },
  ]);
});
