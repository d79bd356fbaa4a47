import fc from "fast-check";
import { expect, test } from "vitest";
import { type Means, scoreOf } from "./score.ts";

const means = (income: number, payments: number, isInArrears = false): Means => ({ income, payments, isInArrears });

test("bands follow what of the income is owed, at their very edges", () => {
  const bandAt = (owed: number) => scoreOf([means(1_000, owed - 100)], 100).band;
  expect([300, 301, 400, 401, 500, 501].map(bandAt)).toEqual(["A", "B", "B", "C", "C", "D"]);
});

test("who asks together is one household; one in arrears is enough for a D", () => {
  expect(scoreOf([means(1_000, 0), means(1_000, 500)], 100)).toEqual({ band: "A", approved: true, limit: 300 });
  expect(scoreOf([means(9_000, 0), means(1_000, 0, true)], 1)).toEqual({ band: "D", approved: false, limit: 0 });
  expect(scoreOf([means(0, 0)], 1)).toEqual({ band: "D", approved: false, limit: 0 });
});

test("with the limit it is a B at worst, and not with a cent more", () => {
  const amount = fc.integer({ min: 0, max: 400_000_000_000 });
  fc.assert(
    fc.property(amount, amount, (income, payments) => {
      const { limit } = scoreOf([means(income, payments)], 0);
      const bandAt = (instalment: number) => scoreOf([means(income, payments)], instalment).band;
      expect(limit === 0 || "AB".includes(bandAt(limit))).toBe(true);
      expect("CD").toContain(bandAt(limit + 1));
    }),
  );
});
