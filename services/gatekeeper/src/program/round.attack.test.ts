import { concat, encode, fixedBytes, fromHex, type Hex, toHex, u32be, utf8, vec } from "@pha/codec";
import { combinePartials, KEY_DST, keyLabel, sealTo, sha256, signBls, verifyBls } from "@pha/crypto";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { attack } from "@pha/testkit/attack";
import { expect, vi } from "vitest";
import { type Dealt, deal, type Round } from "./round.ts";
import { playRound, publicKeys } from "./testing/index.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const word = (byte: number) => toHex(new Uint8Array(32).fill(byte));
const round: Round = { genesis: word(1), generation: 1, round: 4 };
const label = keyLabel({ kind: "tag", generation: 1, cluster: 0, contract: word(2), epoch: 0 });
const game = playRound(round, 3, 2);
const { publicKey } = publicKeys(game.deals, 3);

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

/** What a second dealer puts in place of its shares. */
const spoils: readonly ((bad: Dealt["deal"]) => Dealt["deal"]["shares"])[] = [
  // off the polynomial it committed to
  ({ commitments, shares }) =>
    shares.map((share) => ({ ...share, ...sealShare(2, share.index, commitments, new Uint8Array(32).fill(1)) })),
  ({ shares }) => shares.map((share) => ({ ...share, ciphertext: share.ciphertext.map((byte) => byte ^ 1) })),
  ({ shares }) => shares.filter(({ index }) => index !== 1),
  ({ shares }) => shares.map((share) => ({ ...share, index: (share.index % 3) + 1 })), // another's share
];

attack("deal bad shares, another's deal, or none to some", async ({ held }) => {
  for (const spoil of spoils)
    await held("the dealer is named", () => {
      const deals = game.deals.map((dealt) =>
        dealt.dealer === 2 ? { dealer: 2, deal: { ...dealt.deal, shares: spoil(dealt.deal) } } : dealt,
      );
      expect(game.receive(1, deals)).toEqual({ bad: [2] });
    });
  await held("the dealer is named", () => {
    const [first] = game.deals as [Dealt];
    expect(game.receive(1, [first, { dealer: 2, deal: first.deal }])).toEqual({ bad: [2] });
  });
  await held("who was not left out has its share", () => {
    const deals = game.deals.map(({ dealer, deal }) => ({
      dealer,
      deal: { ...deal, shares: deal.shares.filter(({ index }) => dealer !== 2 || index !== 1) },
    }));
    expect(game.receive(3, deals)).toHaveProperty("share");
  });
});

attack("use shares of another round, generation or network, or open another's", async ({ held }) => {
  for (const other of [
    { ...round, round: 5 },
    { ...round, generation: 2 },
    { ...round, genesis: word(9) },
  ])
    await held("the dealer is named", () => {
      const seed = primitives.randomBytes(32);
      const foreign = deal(primitives, other, { index: 1, seed }, 2, game.participants);
      expect(game.receive(1, [{ dealer: 1, deal: foreign }])).toEqual({ bad: [1] });
    });
  await held("they do not open", () =>
    expect(game.receive(1, game.deals, game.secretOf(2))).toEqual({ bad: [1, 2, 3] }),
  );
});

attack("make a key of one share: alone, twice, or with a guess beside it", async ({ refused, held }) => {
  const received = game.receive(1);
  if (!received.share) throw new Error(`dealers ${received.bad.join()} dealt badly`);
  const mine = { id: 1, signature: signBls(received.share, KEY_DST, label) };
  for (const parts of [[mine], [mine, mine]]) await refused("crypto.BadParticipants", () => combinePartials(parts, 2));
  const guesses = [mine.signature, combinePartials([mine, { id: 2, signature: mine.signature }], 2)];
  for (const signature of guesses)
    await held("no signature", () => expect(verifyBls(publicKey, KEY_DST, label, signature)).toBe(false));
});
