import { concat, encode, fixedBytes, fromHex, type Hex, toHex, u32be, utf8, vec } from "@pha/codec";
import {
  blsPublicKey,
  combinePartials,
  KEY_DST,
  keyFromSignature,
  keyLabel,
  sealTo,
  sha256,
  signBls,
  verifyBls,
} from "@pha/crypto";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { describe, expect, it, vi } from "vitest";
import { type Dealt, deal, type Round } from "./round.ts";
import { playRound, publicKeys } from "./testing/index.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const word = (byte: number) => toHex(new Uint8Array(32).fill(byte));
const round: Round = { genesis: word(1), generation: 1, round: 4 };
const label = keyLabel({ kind: "tag", generation: 1, cluster: 0, contract: word(2), epoch: 0 });
const game = playRound(round, 3, 2);
const { publicKey, shares } = publicKeys(game.deals, 3);

const shareOf = (index: number, deals: readonly Dealt[] = game.deals) => {
  const received = game.receive(index, deals);
  if (!("share" in received)) throw new Error(`dealer ${received.badDealer} dealt badly`);
  return received.share;
};
const partial = (id: number, deals?: readonly Dealt[]) => ({
  id,
  signature: signBls(shareOf(id, deals), KEY_DST, label),
});
const keyOf = (first: number, second: number, deals?: readonly Dealt[]) =>
  keyFromSignature(combinePartials([partial(first, deals), partial(second, deals)], 2), label);

describe("three dealers, two of whom are needed", () => {
  it("give every member the share that its public share says", () => {
    expect([1, 2, 3].map((index) => blsPublicKey(shareOf(index)))).toEqual(shares);
  });

  it("make the same key of any two partials, under the master public key", () => {
    const keys = [keyOf(1, 2), keyOf(1, 3), keyOf(3, 2)];
    expect(new Set(keys.map(toHex)).size).toBe(1);
    const signature = combinePartials([partial(1), partial(3)], 2);
    expect(verifyBls(publicKey, KEY_DST, label, signature)).toBe(true);
  });

  it("make no key of one share: alone, twice, or with a guess beside it", () => {
    const mine = partial(1);
    expect(() => combinePartials([mine], 2)).toThrowError(expect.objectContaining({ code: "crypto.BadParticipants" }));
    expect(() => combinePartials([mine, mine], 2)).toThrowError(
      expect.objectContaining({ code: "crypto.BadParticipants" }),
    );
    const guesses = [mine.signature, combinePartials([mine, { id: 2, signature: mine.signature }], 2)];
    for (const signature of guesses) expect(verifyBls(publicKey, KEY_DST, label, signature)).toBe(false);
  });

  it("do without a dealer that is silent", () => {
    const without = game.deals.filter(({ dealer }) => dealer !== 2);
    const smaller = publicKeys(without, 3);
    expect([1, 2, 3].map((index) => blsPublicKey(shareOf(index, without)))).toEqual(smaller.shares);
    expect(keyOf(2, 3, without)).toEqual(keyOf(1, 2, without));
    expect(smaller.publicKey).not.toBe(publicKey);
  });
});

/** Seals as a dealer's enclave does, whatever it is. */
function sealShare(dealer: number, receiver: number, commitments: readonly Hex[], share: Uint8Array) {
  const { genesis, generation, round: number } = round;
  const to = game.participants.find(({ index }) => index === receiver)?.roundKey as Hex;
  const ends = Uint8Array.of(dealer, receiver);
  const info = concat(utf8("phala/dkg/v1"), fromHex(genesis), u32be(generation), u32be(number), ends);
  const aad = sha256(encode(vec(fixedBytes(96), { max: 16 }), commitments));
  const { enc, ciphertext } = sealTo(primitives, to, info, aad, share);
  return { enc, ciphertext };
}

describe("a dealer that deals badly is named", () => {
  const spoiled = (spoil: (bad: Dealt["deal"]) => Dealt["deal"]): Dealt[] =>
    game.deals.map((dealt) => (dealt.dealer === 2 ? { dealer: 2, deal: spoil(dealt.deal) } : dealt));

  it("when its share is not on the polynomial it committed to", () => {
    const lie = new Uint8Array(32).fill(1);
    const deals = spoiled(({ commitments, shares: sealed }) => ({
      commitments,
      shares: sealed.map((share) => ({ ...share, ...sealShare(2, share.index, commitments, lie) })),
    }));
    expect(game.receive(1, deals)).toEqual({ badDealer: 2 });
  });

  it("when what it sealed does not open", () => {
    const garbage = spoiled(({ commitments, shares: sealed }) => ({
      commitments,
      shares: sealed.map((share) => ({ ...share, ciphertext: share.ciphertext.map((byte) => byte ^ 1) })),
    }));
    expect(game.receive(1, garbage)).toEqual({ badDealer: 2 });
  });

  it("when it left the receiver out", () => {
    const deals = spoiled(({ commitments, shares: sealed }) => ({
      commitments,
      shares: sealed.filter(({ index }) => index !== 1),
    }));
    expect(game.receive(1, deals)).toEqual({ badDealer: 2 });
    expect(game.receive(3, deals)).toHaveProperty("share");
  });

  it("when it gave one receiver another's share", () => {
    const deals = spoiled(({ commitments, shares: sealed }) => ({
      commitments,
      shares: sealed.map((share) => ({ ...share, index: (share.index % 3) + 1 })),
    }));
    expect(game.receive(1, deals)).toEqual({ badDealer: 2 });
  });
});

describe("sealed shares", () => {
  it.each<[string, Round]>([
    ["round", { ...round, round: 5 }],
    ["generation", { ...round, generation: 2 }],
    ["network", { ...round, genesis: word(9) }],
  ])("do not open in another %s", (_, other) => {
    const foreign = deal(primitives, other, 1, 2, game.participants);
    expect(game.receive(1, [{ dealer: 1, deal: foreign }])).toEqual({ badDealer: 1 });
  });

  it("open with the receiver's round key alone", () => {
    expect(game.receive(1, game.deals, game.secretOf(2))).toEqual({ badDealer: 1 });
  });
});
