import { fromHex, type Hex, toHex } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { sha256 } from "../hash/digests.ts";
import { changedPages } from "./pages.ts";
import { prove } from "./proof.ts";
import { bitAt, emptyTree, type TreeNode, updateTree } from "./tree.ts";

/** Key hashes as they come. */
const random = (count: number): Hex[] =>
  Array.from({ length: count }, (_, i) => toHex(sha256(Uint8Array.of(i, i >> 8, i >> 16))));

/** A key hash that shares exactly `bits` with another: finding a key for it takes `2 ** bits` tries. */
function ground(victim: Hex, bits: number, salt = 0): Hex {
  const bytes = sha256(Uint8Array.of(bits, salt, salt >> 8, 1));
  const target = fromHex(victim);
  for (let at = 0; at <= bits; at++) {
    const bit = bitAt(target, at) ^ (at === bits ? 1 : 0);
    const mask = 0x80 >> (at & 7);
    bytes[at >> 3] = bit ? (bytes[at >> 3] as number) | mask : (bytes[at >> 3] as number) & ~mask;
  }
  return toHex(bytes);
}

const leaves = (keys: readonly Hex[]): Map<Hex, Hex> => new Map(keys.map((key) => [key, key]));
const honest = random(4_096);
const victim = honest[0] as Hex;
const before = updateTree(emptyTree, leaves(honest));
/** Where the victim's leaf lies without anybody's doing, at most. */
const NATURAL_DEPTH = 24;

/** Hashes that changing the victim takes, bytes of its proof, pages to write and their largest. */
function costOf(tree: TreeNode) {
  let hashes = 0;
  const counting = (bytes: Uint8Array): Uint8Array => {
    hashes++;
    return sha256(bytes);
  };
  const pages = changedPages(tree, updateTree(tree, new Map([[victim, honest[1] as Hex]]), counting));
  const largest = Math.max(...[...pages.values()].map((page) => page?.length ?? 0));
  return { hashes, proof: prove(tree, [victim]).length, pages: pages.size, largest };
}

describe("keys ground into one subtree", () => {
  it.each([20, 40, 80])(
    "(%i bits) cost whoever touches it one hash and 34 bytes a bit, not more with their number",
    (bits) => {
      const chain = Array.from({ length: bits - 8 }, (_, i) => ground(victim, 9 + i));
      const crowd = Array.from({ length: 2_000 }, (_, i) => ground(victim, bits, i));
      const cost = costOf(updateTree(before, leaves([...chain, ...crowd])));
      expect(cost.hashes).toBeLessThanOrEqual(bits + NATURAL_DEPTH);
      expect(cost.proof).toBeLessThanOrEqual(34 * (bits + 2) + 65);
      expect(cost.pages).toBeLessThanOrEqual(bits / 4 + 2);
      // Sixteen leaves and fifteen branches.
      expect(cost.largest).toBeLessThanOrEqual(16 * 65 + 15);
    },
  );

  it("cost nothing beside it", () => {
    const beside = honest.find((key) => key[2] !== victim[2]) as Hex;
    const crowd = Array.from({ length: 2_000 }, (_, i) => ground(victim, 40, i));
    const after = updateTree(before, leaves(crowd));
    expect(prove(after, [beside]).length).toBe(prove(before, [beside]).length);
  });
});
