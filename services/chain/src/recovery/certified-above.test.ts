import { quorum } from "@pha/light-client";
import { certify, makeBlock, makeNetwork, makeSet, secretOf } from "@pha/light-client/testing";
import type { ValidatorState } from "@pha/wire";
import { describe, expect, it } from "vitest";
import { isCertifiedAbove } from "./certified-above.ts";

const network = makeNetwork(4);
const { set, genesis, genesisHash } = network;
const next = makeSet(1n, [0, 1, 2, 4], 2);
const first = makeBlock(genesis, { nextSet: next });
const second = makeBlock(first);

/** What a validator says that holds a certificate with so many signatures. */
function stateOf(header: typeof first, of = set, signatures = quorum(4)): ValidatorState {
  const validators = of === set ? [0, 1, 2, 3] : [0, 1, 2, 4];
  const signing = validators.slice(0, signatures).map((validator, at) => [at, secretOf(validator)] as const);
  return { certified: { header, certificate: certify(genesisHash, of, header, new Map(signing)) }, vote: undefined };
}
const nothing: ValidatorState = { certified: undefined, vote: undefined };
const isAbove = (height: number, ...states: readonly ValidatorState[]) =>
  isCertifiedAbove(genesisHash, set, height, states);

describe("that blocks above a height are certified", () => {
  it("is proven by a certificate of the next height's set, whoever shows it", () => {
    expect(isAbove(0, nothing, stateOf(first))).toBe(true);
    expect(isAbove(1, stateOf(first), stateOf(first))).toBe(false);
    expect(isAbove(0)).toBe(false);
  });

  it("is proven by no certificate that lacks a signature, however many show it", () => {
    const short = stateOf(first, set, 2);
    expect(isAbove(0, short, short, short, short)).toBe(false);
  });

  it("is taken from more validators than can lie when a later set signed, whose election is missing", () => {
    const later = stateOf(second, next);
    expect(isAbove(0, later, nothing, nothing, nothing)).toBe(false);
    expect(isAbove(0, later, later, nothing, nothing)).toBe(true);
    expect(isAbove(2, later, later, later, later)).toBe(false);
  });
});
