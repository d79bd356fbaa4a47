import { bls12_381 } from "@noble/curves/bls12-381.js";
import { fromHex, type Hex, toHex, u64be, utf8 } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../hash/digests.ts";
import { nodePrimitives } from "../node/primitives.ts";
import {
  addCommitments,
  combineShares,
  groupOf,
  interpolateCommitments,
  interpolateShares,
  makeDeal,
} from "./dealing.ts";
import { randomScalar } from "./group.ts";
import { keyFromSignature, keyLabel } from "./key.ts";
import { blsPublicKey, combinePartials, KEY_DST, signBls, verifyBls } from "./signature.ts";

const random = () => randomScalar(nodePrimitives);
const message = utf8("label");

describe("a signature of the secret 1, which is the hash to the curve", () => {
  const DST = "QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_";
  const one = new Uint8Array(32);
  one[31] = 1;

  it.each([
    [
      "",
      "052926add2207b76ca4fa57a8734416c8dc95e24501772c814278700eed6d1e4e8cf62d9c09db0fac349612b759e79a1",
      "08ba738453bfed09cb546dbb0783dbb3a5f1f566ed67bb6be0e8c67e2e81a4cc68ee29813bb7994998f3eae0c9c6a265",
    ],
    [
      "abc",
      "03567bc5ef9c690c2ab2ecdf6a96ef1c139cc0b2f284dca0a9a7943388a49a3aee664ba5379a7655d3c68900be2f6903",
      "0b9c15f3fe6e5cf4211f346271d7b01c8f3b28be689c8429c85b67af215533311f0b8dfaaa154fa6b88176c229f2885d",
    ],
    [
      "abcdef0123456789",
      "11e0b079dea29a68f0383ee94fed1b940995272407e3bb916bbf268c263ddd57a6a27200a784cbc248e84f357ce82d98",
      "03a87ae2caf14e8ee52e51fa2ed8eefe80f02457004ba4d486d6aa1f517c0889501dc7413753f9599b099ebcbbd2d709",
    ],
  ])("is the point of RFC 9380 J.9.1 for %j", (text, x, y) => {
    const point = bls12_381.G1.Point.fromBytes(fromHex(signBls(one, DST, utf8(text))));
    expect(point.toAffine()).toEqual({ x: BigInt(`0x${x}`), y: BigInt(`0x${y}`) });
  });
});

describe("verifyBls", () => {
  /** drand's quicknet, round 1000: signatures in G1, keys in G2, message SHA-256(u64 round). */
  const drand = {
    publicKey:
      "0x83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
    dst: "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_",
    signature: "0xb44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
  } as const;

  it("accepts drand's round 1000, and it for no other round or domain", () => {
    const { publicKey, dst, signature } = drand;
    expect(verifyBls(publicKey, dst, sha256(u64be(1000n)), signature)).toBe(true);
    expect(verifyBls(publicKey, dst, sha256(u64be(1001n)), signature)).toBe(false);
    expect(verifyBls(publicKey, KEY_DST, sha256(u64be(1000n)), signature)).toBe(false);
  });
});

describe("distributed key generation", () => {
  const ids = [1, 2, 3, 5];
  const threshold = 3;
  const deals = [1, 2, 3].map(() => makeDeal(threshold, ids, random));
  const commitments = deals.map((deal) => deal.commitments);
  const { publicKey: groupKey, shares: publicShares } = groupOf(addCommitments(commitments), ids);
  const shareOf = (id: number) =>
    combineShares(deals.map(({ shares }) => shares.find((share) => share.id === id)?.share as Uint8Array));
  const partial = (id: number) => ({ id, signature: signBls(shareOf(id), KEY_DST, message) });

  it("gives every member the public share of its own share", () => {
    expect(publicShares).toEqual(ids.map((id) => blsPublicKey(shareOf(id))));
  });

  it("lets any three members make the one signature of the group, and two none", () => {
    const partials = ids.map(partial);
    const without = (left: number) => partials.filter(({ id }) => id !== left);
    const signatures = ids.map((id) => combinePartials(without(id), threshold));
    expect(new Set(signatures).size).toBe(1);
    expect(verifyBls(groupKey, KEY_DST, message, signatures[0] as Hex)).toBe(true);
    expect(combinePartials(partials, threshold)).toBe(signatures[0]);

    expect(() => combinePartials(partials.slice(0, 2), threshold)).toThrowError(
      expect.objectContaining({ name: "BadParticipants" }),
    );
    expect(verifyBls(groupKey, KEY_DST, message, combinePartials(partials.slice(0, 2), 2))).toBe(false);
  });
});

describe("a key that is shared anew", () => {
  const first = makeDeal(2, [1, 2, 3], random);
  const { publicKey, shares: publicShares } = groupOf(first.commitments, [1, 2, 3]);

  it("is the same key, whichever holders deal, to other members and with another threshold (property)", () =>
    fc.assert(
      fc.property(
        fc.shuffledSubarray([0, 1, 2], { minLength: 2, maxLength: 2 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 16 }), { minLength: 3, maxLength: 4 }),
        (holders, ids) => {
          const dealt = holders.map((at) => {
            const { id, share } = first.shares[at] as (typeof first.shares)[number];
            return { id, at, ...makeDeal(3, ids, random, share) };
          });
          for (const { at, commitments } of dealt) expect(commitments[0]).toBe(publicShares[at]);
          const group = groupOf(interpolateCommitments(dealt), ids);
          expect(group.publicKey).toBe(publicKey);
          const shareOf = (id: number) =>
            interpolateShares(
              dealt.map((deal) => ({
                id: deal.id,
                share: deal.shares.find((share) => share.id === id)?.share as Uint8Array,
              })),
            );
          expect(ids.map((id) => blsPublicKey(shareOf(id)))).toEqual(group.shares);
          const partials = ids.slice(0, 3).map((id) => ({ id, signature: signBls(shareOf(id), KEY_DST, message) }));
          expect(verifyBls(publicKey, KEY_DST, message, combinePartials(partials, 3))).toBe(true);
          // A share of the old sharing is none of the new one.
          const [old] = first.shares as [(typeof first.shares)[number]];
          const mixed = [
            ...partials.slice(1),
            { id: ids[0] as number, signature: signBls(old.share, KEY_DST, message) },
          ];
          expect(verifyBls(publicKey, KEY_DST, message, combinePartials(mixed, 3))).toBe(false);
        },
      ),
      { numRuns: 5 },
    ));
});

describe("derived keys", () => {
  const scope = { generation: 1, cluster: 2, contract: toHex(new Uint8Array(32).fill(3)) };
  const codeHash = toHex(new Uint8Array(32).fill(4));

  it("have a label of length-prefixed fields", () => {
    const expected = [
      Buffer.from("phala/key/v1").toString("hex"),
      `00000007${Buffer.from("encrypt").toString("hex")}`,
      "0000000400000001",
      "0000000400000002",
      `00000020${"03".repeat(32)}`,
      `00000020${"04".repeat(32)}`,
      "0000000400000005",
    ];
    expect(toHex(keyLabel({ ...scope, kind: "encrypt", codeHash, epoch: 5 }))).toBe(`0x${expected.join("")}`);
    expect(toHex(keyLabel({ ...scope, kind: "sign" }))).toMatch(/0{16}$/);
  });

  it("differ in everything their label names", () => {
    const labels = [
      keyLabel({ ...scope, kind: "encrypt", codeHash, epoch: 0 }),
      keyLabel({ ...scope, kind: "encrypt", codeHash, epoch: 1 }),
      keyLabel({ ...scope, kind: "encrypt", codeHash: scope.contract, epoch: 0 }),
      keyLabel({ ...scope, kind: "state", epoch: 0 }),
      keyLabel({ ...scope, kind: "tag", epoch: 0 }),
      keyLabel({ ...scope, kind: "sign" }),
      keyLabel({ ...scope, kind: "random" }),
      keyLabel({ ...scope, kind: "sign", cluster: 3 }),
      keyLabel({ ...scope, kind: "sign", generation: 2 }),
      keyLabel({ ...scope, kind: "sign", contract: codeHash }),
    ];
    const keys = labels.map((label) => toHex(keyFromSignature(codeHash, label)));
    expect(new Set(keys).size).toBe(labels.length);
    expect(keys.every((key) => key.length === 66)).toBe(true);
  });
});
