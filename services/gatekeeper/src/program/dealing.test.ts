import { toHex } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { expect, it } from "vitest";
import { deal, type Round } from "./round.ts";
import { playRound } from "./testing/index.ts";

const round: Round = { genesis: toHex(new Uint8Array(32)), generation: 1, round: 4 };
const game = playRound(round, 3, 2);

it("a dealer has no share in memory once all are sealed", () => {
  const shares: Uint8Array[] = [];
  const { seal } = primitives.chacha20poly1305;
  const spying: typeof primitives = {
    ...primitives,
    chacha20poly1305: {
      ...primitives.chacha20poly1305,
      seal(key, nonce, aad, share) {
        shares.push(share);
        return seal(key, nonce, aad, share);
      },
    },
  };
  deal(spying, round, { index: 1, seed: new Uint8Array(32) }, 2, game.participants);
  expect(shares).toEqual(game.participants.map(() => new Uint8Array(32)));
});

it("a deal is the same after a restart, and another for other receivers, rounds or thresholds", () => {
  const dealt = (of: Partial<Round> = {}, threshold = 2, participants = game.participants) =>
    deal(primitives, { ...round, ...of }, { index: 1, seed: new Uint8Array(32).fill(7) }, threshold, participants);
  expect(dealt()).toEqual(dealt());
  const others = [
    dealt({ round: 5 }),
    dealt({ generation: 2 }),
    dealt({}, 3),
    dealt({}, 2, game.participants.slice(1)),
  ];
  const constants = [dealt(), ...others].map(({ commitments }) => commitments[0]);
  expect(new Set(constants).size).toBe(constants.length);
});
