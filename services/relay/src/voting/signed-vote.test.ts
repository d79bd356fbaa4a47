import type { Hex } from "@pha/codec";
import { recoverEthAddress, signEcdsa } from "@pha/crypto";
import { commitmentDigest, commitmentOf, headerHash, nilDigest, type Vote } from "@pha/light-client";
import { makeBlock, makeNetwork, makeSet, secretOf } from "@pha/light-client/testing";
import type { SignedVote } from "@pha/wire";
import { describe, expect, it } from "vitest";
import { isSigned, signedVoteOf } from "./signed-vote.ts";

const { genesis, genesisHash, set } = makeNetwork(4);
const header = makeBlock(genesis, { round: 1 });
const place = { number: 1, round: 1, setId: 0n, validator: set.addresses[2] as Hex };
const vote: Vote = {
  ...place,
  choice: { type: "Block", value: headerHash(header) },
  signature: signEcdsa(secretOf(2), commitmentDigest(genesisHash, commitmentOf(header, set))),
};
const nil: Vote = {
  ...place,
  choice: { type: "Nil", value: "relay.WrongHeader" },
  signature: signEcdsa(secretOf(2), nilDigest(genesisHash, place)),
};
const holds = (signed: SignedVote, by = set, genesis = genesisHash) => isSigned(genesis, by, signed, recoverEthAddress);

describe("a vote that travels with its header", () => {
  it("holds for a block, and for nil without one", () => {
    expect(holds(signedVoteOf(vote, header))).toBe(true);
    expect(signedVoteOf(nil, header)).toEqual({ vote: nil, header: undefined });
    expect(holds(signedVoteOf(nil, header))).toBe(true);
  });

  it.each<[string, SignedVote]>([
    ["no header", { vote, header: undefined }],
    ["another block's header", { vote, header: makeBlock(genesis, { round: 1, timeMs: 7n }) }],
    ["another height", { vote: { ...vote, number: 2 }, header }],
    ["another round", { vote: { ...vote, round: 0 }, header }],
    ["another set", { vote: { ...vote, setId: 1n }, header }],
    ["another validator's name", { vote: { ...vote, validator: set.addresses[1] as Hex }, header }],
    ["the name of nobody in the set", { vote: { ...vote, validator: makeSet(0n, [9]).addresses[0] as Hex }, header }],
    ["bytes that are no signature", { vote: { ...vote, signature: `0x${"ff".repeat(65)}` }, header }],
    ["a header without a digest", { vote, header: { ...header, digest: [] } }],
    ["a nil's signature", { vote: { ...vote, signature: nil.signature }, header }],
    ["nil with a header", { vote: nil, header }],
    ["nil of another height", { vote: { ...nil, number: 2 }, header: undefined }],
    ["nil of another round", { vote: { ...nil, round: 2 }, header: undefined }],
  ])("does not hold with %s", (_, signed) => {
    expect(holds(signed)).toBe(false);
  });

  it("does not hold on another network", () => {
    expect(holds(signedVoteOf(vote, header), set, `0x${"77".repeat(32)}`)).toBe(false);
  });
});
