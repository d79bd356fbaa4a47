import type { Hex } from "@pha/codec";
import { utf8 } from "@pha/codec";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { nodePrimitives } from "../node/primitives.ts";
import { addCommitments, combineShares, expectCommitments, groupOf, makeDeal, verifyShare } from "./dealing.ts";
import { randomScalar, readG1, writePoint } from "./group.ts";
import { combinePartials, KEY_DST, signBls, verifyBls, verifyBlsAll } from "./signature.ts";

const random = () => randomScalar(nodePrimitives);
const message = utf8("label");
const ids = [1, 2, 3, 5];
const threshold = 3;
const deals = [1, 2, 3].map(() => makeDeal(threshold, ids, random));
const [first, second] = deals.map(({ commitments }) => commitments) as [readonly Hex[], readonly Hex[]];
const { publicKey: groupKey, shares: publicShares } = groupOf(
  addCommitments(deals.map(({ commitments }) => commitments)),
  ids,
);
const shareOf = (id: number) =>
  combineShares(deals.map(({ shares }) => shares.find((share) => share.id === id)?.share as Uint8Array));
const partial = (id: number) => ({ id, signature: signBls(shareOf(id), KEY_DST, message) });
const identity: Hex = `0xc0${"00".repeat(47)}`;

attack("pass signatures of several messages that are wrong by what cancels out", async ({ held }) => {
  const messages = [message, utf8("another"), utf8("a third")];
  const [one, other, third] = messages.map((each) => signBls(shareOf(1), KEY_DST, each)) as [Hex, Hex, Hex];
  const [publicShare] = publicShares as [Hex];
  const accepts = (...signatures: Hex[]) =>
    verifyBlsAll(
      publicShare,
      KEY_DST,
      signatures.map((signature, i) => ({ message: messages[i] as Uint8Array, signature })),
    );
  expect(accepts(one, other, third)).toBe(true);
  const off = readG1(signBls(shareOf(2), KEY_DST, message));
  const [more, less] = [writePoint(readG1(one).add(off)), writePoint(readG1(other).subtract(off))];
  await held("not one more and one less", () => expect(accepts(more, less, third)).toBe(false));
  await held("not in each other's place", () => expect(accepts(other, one, third)).toBe(false));
  for (const [i, signature] of [one, other, third].entries()) {
    const wrong = [one, other, third].with(i, signature === one ? other : one);
    await held("not one of them", () => expect(accepts(...wrong)).toBe(false));
  }
});

attack("pass a point that is none, not canonical or of another group off as a signature", async ({ held }) => {
  const { signature } = partial(1);
  const flags = Number.parseInt(signature.slice(2, 4), 16);
  const withFlags = (byte: number) => `0x${byte.toString(16).padStart(2, "0")}${signature.slice(4)}` as Hex;
  const forged: readonly Hex[] = [
    identity,
    `0x9${"f".repeat(95)}`, // a coordinate that is not reduced
    `0x${"80".repeat(47)}`, // 47 bytes
    withFlags(flags & 0x7f), // the flag of an uncompressed point
    withFlags(flags | 0x40), // the flag of infinity
    withFlags(flags ^ 0x20), // the negated point
    `0xc0${"00".repeat(46)}01`, // infinity with a coordinate
    `0x80${"00".repeat(46)}04`, // x = 4: on the curve, outside of the subgroup
    signBls(shareOf(2), KEY_DST, message), // another member's
  ];
  const [publicShare] = publicShares as [Hex];
  expect(verifyBls(publicShare, KEY_DST, message, signature)).toBe(true);
  for (const bad of forged)
    await held("no signature", () => expect(verifyBls(publicShare, KEY_DST, message, bad)).toBe(false));
  await held("no public key", () =>
    expect(verifyBls(`0xc0${"00".repeat(95)}`, KEY_DST, message, identity)).toBe(false),
  );
});

attack("deal a share that is off the commitments, or another's", async ({ held }) => {
  const [deal] = deals as [(typeof deals)[0]];
  const [mine, other] = deal.shares.map(({ share }) => share) as [Uint8Array, Uint8Array];
  expect([verifyShare(first, 1, mine), verifyShare(first, 2, other)]).toEqual([true, true]);
  const attempts: readonly (readonly [readonly Hex[], number, Uint8Array])[] = [
    [first, 2, mine],
    [second, 1, mine],
    [first, 1, new Uint8Array(32)],
    [first, 1, new Uint8Array(32).fill(0xff)],
    [["0x00"], 1, mine],
  ];
  for (const attempt of attempts) await held("no share", () => expect(verifyShare(...attempt)).toBe(false));
});

attack("commit to the negation of what others dealt, so that fewer would suffice", async ({ refused }) => {
  const negated = first.map((hex) => `0x${(Number.parseInt(hex.slice(2, 4), 16) ^ 0x20).toString(16)}${hex.slice(4)}`);
  for (let i = 0; i < threshold; i++) {
    const spoiled = first.map((hex, at) => (at === i ? (negated[i] as Hex) : hex));
    await refused("crypto.BadPoint", () => addCommitments([first, spoiled]));
  }
});

attack("deal with another threshold, or to members that are none", async ({ refused }) => {
  const impossible = [
    [2, [1, 1]],
    [1, [0, 1]],
    [3, [1, 2]],
    [0, [1, 2]],
  ] as const;
  for (const [atLeast, members] of impossible)
    await refused("crypto.BadParticipants", () => makeDeal(atLeast, members, random));
  await refused("crypto.BadParticipants", () => addCommitments([first, second.slice(1)]));
  await refused("crypto.BadParticipants", () => addCommitments([]));
});

attack("make the group's signature with fewer members than the threshold", async ({ refused, held }) => {
  const two = ids.slice(0, 2).map(partial);
  expect(verifyBls(groupKey, KEY_DST, message, combinePartials(ids.slice(0, 3).map(partial), threshold))).toBe(true);
  await refused("crypto.BadParticipants", () => combinePartials(two, threshold));
  await refused("crypto.BadParticipants", () => combinePartials([...two, ...two.slice(1)], threshold));
  await held("no signature", () => expect(verifyBls(groupKey, KEY_DST, message, combinePartials(two, 2))).toBe(false));
});

attack("spoil the group's signature with a wrong part", async ({ refused, held }) => {
  const wrong = { id: 2, signature: signBls(shareOf(3), KEY_DST, message) };
  const partials = [partial(1), wrong, partial(5)];
  await held("its maker is named", () => {
    expect(verifyBls(groupKey, KEY_DST, message, combinePartials(partials, threshold))).toBe(false);
    const culprits = partials.filter(
      ({ id, signature }) => !verifyBls(publicShares[ids.indexOf(id)] as Hex, KEY_DST, message, signature),
    );
    expect(culprits).toEqual([wrong]);
  });
  await refused("crypto.BadPoint", () => combinePartials([{ id: 1, signature: identity }], 1));
  await refused("crypto.BadPoint", () => expectCommitments(["0x00"]));
  await refused("crypto.BadScalar", () => combineShares([new Uint8Array(32)]));
  await refused("crypto.BadScalar", () => combineShares([]));
});
