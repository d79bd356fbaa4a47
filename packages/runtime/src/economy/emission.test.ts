import fc from "fast-check";
import { expect, it } from "vitest";
import { emission, reductionTicks } from "./emission.ts";
import { addSet, budgetOf, maxSets, piecesOf, type TermsFrom } from "./ring.ts";
import { usualTerms } from "./terms.ts";

const PHA = 10n ** 12n;
const budget = 100n * PHA;
const setFrom = (from: number, of = budget): TermsFrom => ({ from, terms: { ...usualTerms, budget: of } });

it("pays 720,000 PHA a day at first, a quarter less every 180 days, 518.4 million in all", () => {
  expect(emission(budget, 0, 7_200)).toBe(720_000n * PHA);
  expect(emission(budget, reductionTicks, reductionTicks + 7_200)).toBe(540_000n * PHA);
  const whole = emission(budget, 0, 200 * reductionTicks);
  expect([whole <= 518_400_000n * PHA, whole > 518_399_999n * PHA]).toEqual([true, true]);
});

it("is the same however time is divided, also by other figures (property)", () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(3_000_000), fc.bigInt(1n, budget)), { maxLength: 20 }),
      fc.tuple(fc.nat(4_000_000), fc.nat(4_000_000), fc.nat(4_000_000)),
      (changes, bounds) => {
        const inOrder = [...changes].sort(([a], [b]) => a - b);
        const sets = inOrder.reduce((known, [from, of]) => addSet(known, setFrom(from, of)), [setFrom(0)]);
        const [a, b, c] = [...bounds].sort((x, y) => x - y) as [number, number, number];
        expect(budgetOf(sets, a, b) + budgetOf(sets, b, c)).toBe(budgetOf(sets, a, c));
        expect(piecesOf(sets, a, c).reduce((sum, { from, to }) => sum + to - from, 0)).toBe(c - a);
      },
    ),
  ));

it("knows the last sixteen sets, of one tick only the last", () => {
  const sets = Array.from({ length: 20 }, (_, i) => i).reduce<TermsFrom[]>((all, i) => addSet(all, setFrom(i)), []);
  expect(sets.map(({ from }) => from)).toEqual(Array.from({ length: maxSets }, (_, i) => i + 4));
  expect(addSet(sets, setFrom(19, 1n)).at(-1)).toEqual(setFrom(19, 1n));
  expect(addSet(sets, setFrom(19, 1n))).toHaveLength(maxSets);
});
