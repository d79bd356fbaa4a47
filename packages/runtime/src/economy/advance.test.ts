import fc from "fast-check";
import { expect, it } from "vitest";
import { advance, advanceOne, decay, decayOne, type Grown } from "./advance.ts";
import { type Fixed, fixedOf, one } from "./fixed.ts";
import { usualTerms } from "./terms.ts";

const fixedIn = (least: number, most: number) => fc.bigInt(fixedOf(least), fixedOf(most));
const near = (a: Fixed, b: Fixed) => (a > b ? a - b : b - a) * 10n ** 12n < one;

it("is as so many single ticks, but for 10⁻¹² (property)", () =>
  fc.assert(
    fc.property(
      fixedIn(0, 30_000),
      fixedIn(0, 6_000),
      fixedIn(0, 6_000),
      fc.integer({ min: 0, max: 4_000 }),
      (v, pBench, p, ticks) => {
        const pace = { pBench, p: pBench === 0n || p < 2n * pBench ? p : pBench };
        let grown: Grown = { v, deductible: 0n };
        for (let i = 0; i < ticks; i++) grown = advanceOne(usualTerms, pace, grown);
        const atOnce = advance(usualTerms, pace, { v, deductible: 0n }, ticks);
        expect([near(atOnce.v, grown.v), near(atOnce.deductible, grown.deductible)]).toEqual([true, true]);
      },
    ),
  ));

it("stops V at its most, from which tick on what is deductible grows evenly", () => {
  const pace = { p: fixedOf(1_000), pBench: fixedOf(1_000) };
  const start = { v: fixedOf(29_999), deductible: 0n };
  const [some, more] = [1_000, 2_000].map((ticks) => advance(usualTerms, pace, start, ticks)) as [Grown, Grown];
  expect([some.v, more.v]).toEqual([usualTerms.vMax, usualTerms.vMax]);
  const each = advanceOne(usualTerms, pace, { v: usualTerms.vMax, deductible: 0n }).deductible;
  expect(more.deductible - some.deductible).toBe(each * 1_000n);
});

it("takes V above a most that was lowered down to it", () => {
  const terms = { ...usualTerms, vMax: fixedOf(100) };
  expect(advance(terms, { p: one, pBench: one }, { v: fixedOf(200), deductible: 0n }, 5).v).toBe(fixedOf(100));
});

it("takes V of who does not answer as so many single ticks do, but for 10⁻¹² (property)", () =>
  fc.assert(
    fc.property(fixedIn(0, 30_000), fc.integer({ min: 0, max: 5_000 }), (v, ticks) => {
      let single = v;
      for (let i = 0; i < ticks; i++) single = decayOne(usualTerms, single);
      expect(near(decay(usualTerms, v, ticks), single)).toBe(true);
    }),
  ));

it("takes as long for a thousand years as there are binary digits in their ticks", () => {
  const pace = { p: fixedOf(6_000), pBench: fixedOf(6_000) };
  expect(advance(usualTerms, pace, { v: 0n, deductible: 0n }, 2 ** 31).v).toBe(usualTerms.vMax);
  expect(decay(usualTerms, fixedOf(30_000), 2 ** 31)).toBe(0n);
});
