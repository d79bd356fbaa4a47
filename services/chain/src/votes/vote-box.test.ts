import { fromHex, type Hex } from "@pha/codec";
import { recoverEthAddress, signEcdsa } from "@pha/crypto";
import {
  commitmentDigest,
  commitmentOf,
  type Header,
  headerHash,
  makeDigest,
  nilDigest,
  type ValidatorSet,
  type Vote,
  verifyCertificate,
  verifyNilCertificate,
} from "@pha/light-client";
import { developmentValidators } from "@pha/runtime/spec";
import { beforeEach, describe, expect, it } from "vitest";
import { VoteBox } from "./vote-box.ts";

const zero: Hex = `0x${"00".repeat(32)}`;
const genesisHash: Hex = `0x${"99".repeat(32)}`;
const set: ValidatorSet = { id: 0n, from: 1, addresses: developmentValidators.map((key) => key.public) };
const smaller: ValidatorSet = { id: 1n, from: 2, addresses: set.addresses.slice(0, 1) };

function makeHeader(number: number, nextSet?: ValidatorSet): Header {
  const digest = makeDigest({
    epoch: 1n,
    round: 0,
    timeMs: BigInt(number),
    outboundRoot: zero,
    ...(nextSet && { nextSet }),
  });
  return { parentHash: zero, number, stateRoot: zero, extrinsicsRoot: zero, digest };
}

function voteOf(index: number, header: Header, by = set, genesis = genesisHash): Vote {
  const key = developmentValidators[index];
  if (!key) throw new Error("no such validator");
  const signature = signEcdsa(fromHex(key.secret), commitmentDigest(genesis, commitmentOf(header, by)));
  return {
    number: header.number,
    round: 0,
    setId: by.id,
    choice: { type: "Block", value: headerHash(header) },
    validator: key.public,
    signature,
  };
}

function nilOf(index: number, number: number, by = set): Vote {
  const key = developmentValidators[index];
  if (!key) throw new Error("no such validator");
  const nil = { number, round: 0, setId: by.id };
  const signature = signEcdsa(fromHex(key.secret), nilDigest(genesisHash, nil));
  return { ...nil, choice: { type: "Nil", value: "relay.WrongHeader" }, validator: key.public, signature };
}

describe("VoteBox", () => {
  const first = makeHeader(1, smaller);
  const second = makeHeader(2);
  let box: VoteBox;
  beforeEach(() => {
    box = new VoteBox({ genesisHash, set, recover: recoverEthAddress });
    box.open(first);
    box.open(second);
  });

  it("gives a certificate that verifies once a quorum has voted, and not before", () => {
    for (const index of [3, 1]) expect(box.add(voteOf(index, first))).toBe("counted");
    expect(box.certificate(1)).toBeUndefined();
    expect(box.add(voteOf(0, first))).toBe("counted");
    const certificate = box.certificate(1);
    expect(certificate?.signatures.length).toBe(3);
    if (certificate) verifyCertificate(genesisHash, set, first, certificate);
  });

  it("counts a validator once", () => {
    box.add(voteOf(0, first));
    for (const _ of [1, 2, 3]) expect(box.add(voteOf(0, first))).toBe("known");
    expect(box.certificate(1)).toBeUndefined();
  });

  it.each([
    ["of a block that does not wait", voteOf(0, makeHeader(3)), "foreign"],
    ["of another block of the height", voteOf(0, makeHeader(1)), "foreign"],
    ["of another round", { ...voteOf(0, first), round: 1 }, "foreign"],
    ["of nobody in the set", { ...voteOf(0, first), validator: `0x${"11".repeat(20)}` as const }, "foreign"],
    ["for another network", voteOf(0, first, set, zero), "bad-signature"],
    ["in another's name", { ...voteOf(1, first), validator: voteOf(0, first).validator }, "bad-signature"],
    [
      "with a signature that is none",
      { ...voteOf(0, first), signature: `0x${"00".repeat(65)}` as const },
      "bad-signature",
    ],
  ] as const)("does not count a vote %s", (_, vote, result) => {
    expect(box.add(vote)).toBe(result);
    expect(box.certificate(1)).toBeUndefined();
  });

  it("lets the set that a block announces certify the next one", () => {
    expect(box.add(voteOf(0, second, set))).toBe("foreign");
    expect(box.add(voteOf(1, second, { ...smaller, addresses: set.addresses }))).toBe("foreign");
    expect(box.add(voteOf(0, second, smaller))).toBe("counted");
    const certificate = box.certificate(2);
    if (certificate) verifyCertificate(genesisHash, smaller, second, certificate);
    expect(certificate?.setId).toBe(1n);
  });

  it("gives what closes a round once a quorum has voted nil, with their reasons, and counts each kind by itself", () => {
    for (const index of [0, 2]) expect(box.add(nilOf(index, 1))).toBe("counted");
    expect(box.add(nilOf(2, 1))).toBe("known");
    expect(box.add(voteOf(1, first))).toBe("counted");
    expect(box.refusal(1)).toBeUndefined();
    expect(box.add({ ...nilOf(3, 1), validator: developmentValidators[1]?.public ?? zero })).toBe("bad-signature");
    expect(box.add(nilOf(3, 1))).toBe("counted");
    expect(box.certificate(1)).toBeUndefined();
    const refusal = box.refusal(1);
    expect(refusal?.reasons).toEqual(["relay.WrongHeader"]);
    if (refusal) verifyNilCertificate(genesisHash, set, refusal.certificate);
  });

  it("counts anew, by the set of the lowest height, when the blocks that waited are undone", () => {
    box.add(nilOf(0, 1));
    box.clear();
    expect(box.add(nilOf(1, 1))).toBe("foreign");
    box.open(makeHeader(1));
    expect(box.add(voteOf(0, makeHeader(1), set))).toBe("counted");
    expect(box.refusal(1)).toBeUndefined();
  });

  it("forgets a height that is certified", () => {
    box.close(1);
    expect(box.add(voteOf(0, first))).toBe("foreign");
  });
});
