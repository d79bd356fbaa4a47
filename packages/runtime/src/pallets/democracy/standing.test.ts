import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { referendumStanding } from "./standing.ts";
import { passes, type VoteThreshold } from "./threshold.ts";
import type { Tally } from "./vote.ts";

const thresholds = ["SuperMajorityApprove", "SuperMajorityAgainst", "SimpleMajority"] as const;
const threshold = fc.constantFrom(...thresholds).map((type): VoteThreshold => ({ type }));
const amount = fc.bigInt(0n, 10n ** 21n);

/** Counts as they can be: nobody votes with more than there is, and no vote is worth more than six times its balance. */
const counts = fc
  .record({ threshold, turnout: amount, silent: amount, ayes: amount, nays: amount })
  .map(({ threshold, turnout, silent, ayes, nays }) => {
    const most = 6n * turnout + 1n;
    const tally: Tally = { ayes: ayes % most, nays: nays % most, turnout };
    return { threshold, tally, electorate: turnout + silent };
  });

describe("how a referendum stands", () => {
  it("is what the ledger would count", () =>
    fc.assert(
      fc.property(counts, (count) => {
        expect(referendumStanding(count).passes).toBe(passes(count.threshold, count.tally, count.electorate));
      }),
    ));

  it("names the fewest ayes that pass at this turnout", () =>
    fc.assert(
      fc.property(counts, (count) => {
        const { ayesNeeded } = referendumStanding(count);
        const cast = count.tally.ayes + count.tally.nays;
        const isPassed = (ayes: bigint) =>
          passes(count.threshold, { ...count.tally, ayes, nays: cast - ayes }, count.electorate);
        expect(count.tally.ayes >= ayesNeeded).toBe(isPassed(count.tally.ayes));
        if (ayesNeeded <= cast) expect(isPassed(ayesNeeded)).toBe(true);
        if (ayesNeeded > 0n) expect(isPassed(ayesNeeded - 1n)).toBe(false);
      }),
    ));

  it("names a balance that turns the outcome, while one less does not", () =>
    fc.assert(
      fc.property(counts, ({ threshold, tally, electorate }) => {
        const { passes: isPassing, turnsWith } = referendumStanding({ threshold, tally, electorate });
        const after = (more: bigint) => {
          const { ayes, nays, turnout } = tally;
          const voted = isPassing ? { ayes, nays: nays + more } : { ayes: ayes + more, nays };
          return passes(threshold, { ...voted, turnout: turnout + more }, electorate);
        };
        if (turnsWith === undefined) return;
        expect(after(turnsWith)).toBe(!isPassing);
        expect(after(turnsWith - 1n)).toBe(isPassing);
      }),
    ));

  it.each([
    // Of a published example: 1500 issued, 750 voted.
    ["SuperMajorityApprove", { ayes: 600n, nays: 450n, turnout: 750n }, 1_500n, false],
    ["SimpleMajority", { ayes: 500n, nays: 499n, turnout: 999n }, 1_500n, true],
    ["SimpleMajority", { ayes: 500n, nays: 500n, turnout: 1_000n }, 1_500n, false],
    ["SuperMajorityAgainst", { ayes: 0n, nays: 0n, turnout: 0n }, 1_500n, false],
  ] as const)("by %s of %o of %s is %s", (type, tally, electorate, expected) => {
    expect(referendumStanding({ threshold: { type }, tally, electorate }).passes).toBe(expected);
  });

  it("says that a tie by simple majority turns with one", () => {
    const count = {
      threshold: { type: "SimpleMajority" },
      tally: { ayes: 5n, nays: 5n, turnout: 10n },
      electorate: 50n,
    };
    expect(referendumStanding(count as never)).toMatchObject({ ayesNeeded: 6n, turnsWith: 1n });
  });
});
