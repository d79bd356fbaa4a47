import type { Hex } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OffenderSearch } from "./offender-search.ts";

const hashes = (count: number): Hex[] => Array.from({ length: count }, (_, index): Hex => `0x${index.toString(16)}`);

/** Makes blocks of what waits until nothing does, and counts those that `refuses` one of. */
function play(waiting: readonly Hex[], refuses: (block: readonly Hex[], refused: number) => boolean) {
  const search = new OffenderSearch();
  const included: Hex[] = [];
  const given: Hex[] = [];
  let left = [...waiting];
  let refused = 0;
  while (left.length > 0 && refused < 1_000) {
    const { maxExtrinsics, offender } = search.allowance;
    if (offender && left.includes(offender)) {
      given.push(offender);
      left = left.filter((hash) => hash !== offender);
    }
    const block = left.slice(0, maxExtrinsics);
    if (refuses(block, refused)) {
      refused++;
      search.refused(block);
      continue;
    }
    search.certified();
    included.push(...block);
    left = left.slice(block.length);
  }
  return { included, given, left, refused };
}

describe("the search for what validators refuse", () => {
  it("finds the one offender in logarithmic rounds and loses no other", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), fc.nat(), (count, at) => {
        const all = hashes(count);
        const offender = all[at % count] as Hex;
        const { included, given, refused } = play(all, (block) => block.includes(offender));
        expect(given).toEqual([offender]);
        expect(included).toEqual(all.filter((hash) => hash !== offender));
        expect(refused).toBeLessThanOrEqual(6 + 3 * Math.log2(count));
      }),
    ));

  it("finds several, one after another", () => {
    const all = hashes(100);
    const offenders = [3, 4, 50, 99].map((at) => all[at] as Hex);
    const { included, given } = play(all, (block) => offenders.some((hash) => block.includes(hash)));
    expect(given).toEqual(offenders);
    expect(included).toEqual(all.filter((hash) => !offenders.includes(hash)));
  });

  it("gives none up when empty blocks are refused too", () => {
    const all = hashes(20);
    const { included, given } = play(all, (_, refused) => refused < 100);
    expect([included, given]).toEqual([all, []]);
  });

  it("gives none up for a block that was bad by itself", () => {
    const all = hashes(1);
    expect(play(all, (_, refused) => refused < 2)).toMatchObject({ included: all, given: [], refused: 2 });
  });

  it("begins anew after blocks that were undone without a refusal", () => {
    const search = new OffenderSearch();
    for (let tries = 0; tries < 3; tries++) search.refused(hashes(1));
    search.restart();
    search.certified();
    expect(search.allowance).toEqual({ maxExtrinsics: Number.POSITIVE_INFINITY, offender: undefined });
  });
});
