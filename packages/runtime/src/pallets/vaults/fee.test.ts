import fc from "fast-check";
import { expect, it } from "vitest";
import { feeOf, firstMark } from "./fee.ts";

it("is a part of what the price is above the mark, and the price after it is the next mark", () => {
  // 100 shares that are worth 200 each at a mark of 1: of the 100 plancks gained, a tenth.
  const { earned, mark } = feeOf({ shares: 1_000n, value: 2_000n }, firstMark, 100_000);
  // At a price of 1.9 there are 1,052.6 shares.
  expect(earned).toBe(52n);
  expect(mark).toBe((2_000n * firstMark + 1_051n) / 1_052n);
  expect(feeOf({ shares: 1_052n, value: 2_000n }, mark, 100_000)).toEqual({ earned: 0n, mark });
});

it("is nothing at the mark or below it, so that a loss is made good before anything is earned again", () => {
  for (const value of [0n, 999n, 1_000n])
    expect(feeOf({ shares: 1_000n, value }, firstMark, 500_000)).toEqual({ earned: 0n, mark: firstMark });
});

it("is nothing where nobody has shares, also of what rounding left", () => {
  for (const value of [0n, 3n])
    expect(feeOf({ shares: 0n, value }, firstMark, 1_000_000)).toEqual({ earned: 0n, mark: firstMark });
});

it("takes all of the gain where the part is all, and nothing where it is none", () => {
  expect(feeOf({ shares: 1_000n, value: 3_000n }, firstMark, 1_000_000)).toEqual({ earned: 2_000n, mark: firstMark });
  expect(feeOf({ shares: 1_000n, value: 3_000n }, firstMark, 0)).toEqual({ earned: 0n, mark: 3n * firstMark });
});

it("is worth no more than its part of the gain, the price stays at the mark or above, and the mark never falls (property)", () => {
  const amount = fc.bigInt(10n ** 6n, 10n ** 21n);
  const price = fc.bigInt(firstMark / 1_000n, firstMark * 1_000n);
  fc.assert(
    fc.property(amount, price, price, fc.integer({ min: 0, max: 1_000_000 }), (shares, at, mark, commission) => {
      const value = (shares * at) / firstMark;
      const { earned, mark: next } = feeOf({ shares, value }, mark, commission);
      const total = shares + earned;
      const gain = value * firstMark - mark * shares;
      expect(next).toBeGreaterThanOrEqual(mark);
      if (gain <= 0n) return;
      // worth of the new shares ≤ part of the gain, over common denominators.
      expect(earned * value * firstMark * 1_000_000n).toBeLessThanOrEqual(gain * BigInt(commission) * total);
      expect(value * firstMark).toBeGreaterThanOrEqual(mark * total);
      // All but what rounding to a share takes.
      expect((earned + 1n) * value * firstMark * 1_000_000n).toBeGreaterThanOrEqual(
        gain * BigInt(commission) * (total + 1n) - value * firstMark * 1_000_000n,
      );
    }),
  );
});
