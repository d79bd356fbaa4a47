import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cut, type Fund, isSound, join, leave, lose, sharesFor, worthOf } from "./fund.ts";

/** `a/b` against `c/d`: whether it is at least as much. `b` and `d` are positive. */
const atLeast = ([a, b]: readonly [bigint, bigint], [c, d]: readonly [bigint, bigint]): boolean => a * d >= c * b;
const priceOf = ({ value, shares }: Fund) => [value, shares] as const;

const amount = fc.bigInt(1n, 10n ** 21n);
const fund = fc.record({ shares: amount, value: fc.bigInt(0n, 10n ** 21n) });
const partly = fund.chain((of) => fc.record({ of: fc.constant(of), part: fc.bigInt(1n, of.shares) }));

describe("a fund", () => {
  it("begins with a share for every planck", () => {
    expect(join({ shares: 0n, value: 0n }, 5n)).toEqual({ fund: { shares: 5n, value: 5n }, bought: 5n });
  });

  it("gives no shares out at a price that is all but nothing, or beyond measure", () => {
    const sound = (shares: bigint, value: bigint) => isSound({ shares, value });
    expect([sound(0n, 0n), sound(5n, 5n), sound(10n ** 6n, 1n), sound(1n, 10n ** 6n)]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([sound(5n, 0n), sound(10n ** 6n + 1n, 1n), sound(1n, 10n ** 6n + 1n)]).toEqual([false, false, false]);
  });

  it("never lets who joins have more than was put in, nor lowers the price for others (property)", () => {
    fc.assert(
      fc.property(fund.filter(isSound), amount, (before, more) => {
        const { fund: after, bought } = join(before, more);
        expect(worthOf(after, bought)).toBeLessThanOrEqual(more);
        expect(atLeast(priceOf(after), priceOf(before))).toBe(true);
        // Rounding costs less than a share.
        expect(more * before.shares - bought * before.value).toBeLessThan(before.value);
      }),
    );
  });

  it("pays who leaves no more than the price, and no more than there is money (property)", () => {
    fc.assert(
      fc.property(partly, fc.bigInt(0n, 10n ** 21n), ({ of: before, part }, money) => {
        const { fund: after, left, paid } = leave(before, part, money);
        expect(left).toBeLessThanOrEqual(part);
        expect(paid).toBeLessThanOrEqual(money);
        expect(atLeast([left * before.value, before.shares], [paid, 1n])).toBe(true);
        if (after.shares > 0n) expect(atLeast(priceOf(after), priceOf(before))).toBe(true);
        else expect(after.value).toBe(0n);
        // As much as can be: a share more would cost more than there is.
        if (left < part) expect((left + 1n) * before.value).toBeGreaterThan(money * before.shares);
      }),
    );
  });

  it("loses the shares first that answer for it, and the price falls only when those are gone (property)", () => {
    const loss = partly.chain(({ of, part }) =>
      fc.record({ of: fc.constant(of), own: fc.constant(part), amount: fc.bigInt(0n, of.value) }),
    );
    fc.assert(
      fc.property(loss, ({ of: before, own, amount: lost }) => {
        const { fund: after, gone, borne } = lose(before, own, lost);
        expect(after.value).toBe(before.value - lost);
        expect(after.shares).toBe(before.shares - gone);
        expect(gone).toBeLessThanOrEqual(own);
        expect(borne).toBeLessThanOrEqual(lost);
        if (after.shares === 0n) expect(after.value).toBe(0n);
        const answers = own * before.value >= lost * before.shares;
        if (answers) expect(borne).toBe(lost);
        if (answers && own < before.shares) expect(atLeast(priceOf(after), priceOf(before))).toBe(true);
      }),
    );
  });

  it("is worth no more in parts than as a whole (property)", () => {
    fc.assert(
      fc.property(partly, ({ of, part }) => {
        expect(worthOf(of, part) + worthOf(of, of.shares - part)).toBeLessThanOrEqual(of.value);
        expect(worthOf(of, of.shares)).toBe(of.value);
      }),
    );
  });

  it("gives nobody anything for joining and leaving at once (property)", () => {
    fc.assert(
      fc.property(fund.filter(isSound), amount, (before, more) => {
        const { fund: joined, bought } = join(before, more);
        expect(leave(joined, bought, joined.value).paid).toBeLessThanOrEqual(more);
      }),
    );
  });

  it("rounds for those whose money it is", () => {
    expect([cut(99n, 10_000), cut(100n, 10_000), sharesFor({ shares: 2n, value: 3n }, 1n)]).toEqual([0n, 1n, 0n]);
  });
});
