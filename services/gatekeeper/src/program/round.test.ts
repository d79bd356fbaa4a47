import { toHex } from "@pha/codec";
import { blsPublicKey, combinePartials, KEY_DST, keyFromSignature, keyLabel, signBls, verifyBls } from "@pha/crypto";
import { describe, expect, it, vi } from "vitest";
import type { Dealt, Round } from "./round.ts";
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
  if (!received.share) throw new Error(`dealers ${received.bad.join()} dealt badly`);
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

  it("do without a dealer that is silent", () => {
    const without = game.deals.filter(({ dealer }) => dealer !== 2);
    const smaller = publicKeys(without, 3);
    expect([1, 2, 3].map((index) => blsPublicKey(shareOf(index, without)))).toEqual(smaller.shares);
    expect(keyOf(2, 3, without)).toEqual(keyOf(1, 2, without));
    expect(smaller.publicKey).not.toBe(publicKey);
  });
});
