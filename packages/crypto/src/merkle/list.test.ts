import { concat, equalBytes } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { keccak256, sha256 } from "../hash/digests.ts";
import { LEAF, listProof, listRoot, NODE, rootOf, verifyListProof } from "./list.ts";

const items = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 20 });

describe("Merkle lists", () => {
  it("have the root the definition gives, for none, one and three items", () => {
    const [a, b, c] = [Uint8Array.of(1), Uint8Array.of(2, 2), new Uint8Array(0)] as const;
    const leaf = (item: Uint8Array) => sha256(Buffer.concat([Uint8Array.of(0), item]));
    const node = (l: Uint8Array, r: Uint8Array) => sha256(Buffer.concat([Uint8Array.of(1), l, r]));
    const root = (count: number, top: Uint8Array) => sha256(Buffer.concat([Uint8Array.of(2, 0, 0, 0, count), top]));
    expect(listRoot([], sha256)).toEqual(root(0, new Uint8Array(32)));
    expect(listRoot([a], sha256)).toEqual(root(1, leaf(a)));
    expect(listRoot([a, b, c], sha256)).toEqual(root(3, node(node(leaf(a), leaf(b)), leaf(c))));
  });

  it("prove every item at its own place and nowhere else", () =>
    fc.assert(
      fc.property(items, fc.constantFrom(sha256, keccak256), (list, hash) => {
        const root = listRoot(list, hash);
        for (const [index, item] of list.entries()) {
          const proof = listProof(list, index, hash);
          expect(verifyListProof(root, list.length, index, item, proof, hash)).toBe(true);
          const neighbour = list[index ^ 1];
          const isTwin = neighbour !== undefined && equalBytes(neighbour, item);
          expect(verifyListProof(root, list.length, index ^ 1, item, proof, hash)).toBe(isTwin);
          expect(verifyListProof(root, list.length + 1, index, item, proof, hash)).toBe(false);
          expect(verifyListProof(root, list.length, index, Uint8Array.of(...item, 0), proof, hash)).toBe(false);
          expect(verifyListProof(root, list.length, index, item, [...proof, root], hash)).toBe(false);
        }
      }),
      { numRuns: 30 },
    ));

  it("have items at whole places of a count that their root can hold, and nowhere else", () => {
    const [a, b] = [Uint8Array.of(1), Uint8Array.of(2)];
    const root = listRoot([a, b], sha256);
    const proof = listProof([a, b], 0, sha256);
    for (const index of [0.5, -1, 2, Number.NaN]) expect(verifyListProof(root, 2, index, a, proof, sha256)).toBe(false);
    const many = 2 ** 32 + 1; // as many as 1, in 32 bits
    const top = sha256(concat(NODE, root, sha256(concat(LEAF, a))));
    expect(verifyListProof(rootOf(top, 1, sha256), many, 2 ** 32, a, [root], sha256)).toBe(false);
  });

  it("take siblings of 32 bytes only, though a root of others can be made", () => {
    const item = Uint8Array.of(1);
    for (const length of [0, 31, 33, 64]) {
      const sibling = new Uint8Array(length).fill(7);
      const root = rootOf(sha256(concat(NODE, sha256(concat(LEAF, item)), sibling)), 2, sha256);
      expect([length, verifyListProof(root, 2, 0, item, [sibling], sha256)]).toEqual([length, false]);
    }
    const sibling = new Uint8Array(32).fill(7);
    const root = rootOf(sha256(concat(NODE, sha256(concat(LEAF, item)), sibling)), 2, sha256);
    expect(verifyListProof(root, 2, 0, item, [sibling], sha256)).toBe(true);
  });

  it("refuse to prove an item that is not there", () => {
    for (const index of [-1, 1, 0.5]) {
      expect(() => listProof([Uint8Array.of(1)], index, sha256)).toThrowError(errors.BadIndex().message);
    }
  });
});
