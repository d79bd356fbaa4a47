import { describe, expect, it } from "vitest";
import { advanceOne, decayOne, type Grown } from "./advance.ts";
import { type Fixed, fixedFrom, fixedOf, over, times } from "./fixed.ts";
import { afterPayment, divide } from "./payout.ts";
import { presentP, shareOf } from "./performance.ts";
import { powTarget } from "./pow-target.ts";
import { usualTerms } from "./terms.ts";
import { initialValue, leastStake } from "./value.ts";

/** Figures of the tests of the original's gatekeeper. */
const terms = {
  ...usualTerms,
  slashRate: fixedFrom("0.0000033333333333333240063"),
  costK: fixedFrom("0.000000015815258751856933056"),
  costB: fixedFrom("0.000033711472602739674283"),
};
const budget = fixedOf(100);
/** Blocks of a day between two answers there, those included in which the worker began and was asked. */
const blocks = 7_202;

const repeat = (count: number, start: Grown, step: (grown: Grown) => Grown): Grown => {
  let grown = start;
  for (let i = 0; i < count; i++) grown = step(grown);
  return grown;
};

/** A worker that begins with so much and answers after a day: the original pays by P after the answer. */
function day(v: number, pBench: Fixed, iterations: bigint) {
  const grow = (count: number) =>
    repeat(count, { v: fixedOf(v), deductible: 0n }, (grown) => advanceOne(terms, { p: pBench, pBench }, grown));
  const grown = grow(blocks);
  const p = presentP({ iterations, elapsedMs: BigInt(blocks) * 12_000n }, pBench);
  const part = over(shareOf(grown.v, p, 2), shareOf(grown.v, pBench, 2));
  const paid = divide(times(times(part, budget), fixedOf(blocks)), terms.treasuryRatio);
  return { first: grow(1).v, worked: grow(blocks - 1).v, p, ...paid, v: afterPayment(grown, paid.payout).v };
}

/** To the last bit: decimals say which of the numbers that are 2⁻⁶⁴ apart it is. */
const expectFixed = (actual: Fixed, expected: string) => expect(actual).toBe(fixedFrom(expected));

describe("figures of the original, to the last bit", () => {
  it.each([
    [1, "1690.0000000000000000282"],
    [2, "1690.0000000000000000282"],
    [3, "1690.0000000000000000282"],
    [4, "1612.0000000000000000247"],
    [5, "1572.9999999999999999877"],
  ])("Ve of 1,000 PHA and P 1,000 at confidence %i is %s", (level, expected) => {
    expectFixed(initialValue(usualTerms, { stake: fixedOf(1_000), p: 1_000, level }), expected);
  });

  it("the least stake of P 1,000 is 3162.277660146355 PHA", () => {
    expect((leastStake(usualTerms, 1_000) * 10n ** 12n) >> 64n).toBe(3_162_277_660_146_355n);
  });

  const usual = day(3_000, fixedOf(100), 110n * 7_200n * 2n);
  it.each([
    ["V after a block", usual.first, "3000.00203509369147797934"],
    ["V after a day", usual.worked, "3014.6899337932040476463"],
    ["P of now", usual.p, "109.96945292974173840575"],
    ["payment", usual.payout, "576424.184820453732333905"],
    ["the treasury's part", usual.treasury, "144106.0462051134330737112"],
    ["V after the payment", usual.v, "3000"],
  ])("%s", (_name, actual, expected) => expectFixed(actual, expected));

  const full = day(30_000, fixedOf(3_000), 1_000_000n);
  it.each([
    ["payment of one that had all V there is", full.payout, "564977.41335989500435977944"],
    ["its V after the payment", full.v, "29855.38985958385856094607"],
  ])("%s", (_name, actual, expected) => expectFixed(actual, expected));

  it("V of a worker that has not answered for an hour", () => {
    const pace = { p: usual.p, pBench: fixedOf(100) };
    const waited = repeat(11, { v: fixedOf(3_000), deductible: 0n }, (grown) => advanceOne(terms, pace, grown));
    const { v } = repeat(300, waited, (grown) => ({ ...grown, v: decayOne(terms, grown.v) }));
    expectFixed(v, "2997.0260877851113935014");
  });

  it.each([
    [20, 20, 771946525395830978497002573683960742805751636319313395421818009383503547160n],
    [20, 200_000, 11574228623567775471528085581038571683760509746329738253007553123311417715n],
  ])("the target of %i of %i workers", (wanted, online, expected) => {
    expect(powTarget(wanted, online, 12)).toBe(expected);
  });
});
