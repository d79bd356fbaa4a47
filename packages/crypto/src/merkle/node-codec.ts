import { concat } from "@pha/codec";
import { errors } from "../errors.ts";
import type { HashFunction } from "../hash/digests.ts";
import { bitAt, branchNode, emptyTree, leafNode, type TreeNode } from "./tree.ts";

/** First byte of a node in a proof or page; nodes are written in pre-order, left before right. */
const TAG = { empty: 0, leaf: 1, opaque: 2, branch: 3 } as const;

/** `0x00`. */
export const emptyBytes: Uint8Array = Uint8Array.of(TAG.empty);

/** `0x03`; its two children follow. */
export const branchBytes: Uint8Array = Uint8Array.of(TAG.branch);

/** `0x01 ‖ key hash ‖ value hash`. */
export const leafBytes = (leaf: TreeNode & { kind: "leaf" }): Uint8Array =>
  concat(Uint8Array.of(TAG.leaf), leaf.keyHash, leaf.valueHash);

/** `0x02 ‖ hash`. */
export const opaqueBytes = (node: TreeNode): Uint8Array => concat(Uint8Array.of(TAG.opaque), node.hash);

/** Options for reading a subtree. */
interface Reading {
  readonly hash: HashFunction;
  /** Depth of the subtree's own root. */
  readonly depth: number;
  /** Branches must lie above this depth, at most 256. */
  readonly maxDepth: number;
  /** The path to the subtree, as the first `depth` bits; leaves must lie on it. */
  readonly prefix: Uint8Array;
  /** Whether opaque nodes are known to be branches: so in our own pages, not in another's proof. */
  readonly opaqueIsBranch: boolean;
}

/**
 * Reads a subtree, strictly: exact tags, no bytes left over, leaves on their own path, no branch that the format
 * would have folded into a leaf. Work and memory are linear in the bytes.
 *
 * @throws `crypto.BadProof`
 */
export function readSubtree(bytes: Uint8Array, { hash, depth, maxDepth, prefix, opaqueIsBranch }: Reading): TreeNode {
  const path = Uint8Array.from({ length: maxDepth }, (_, bit) => (bit < depth ? bitAt(prefix, bit) : 0));
  let at = 0;

  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw errors.BadProof({ reason: "truncated" });
    at += length;
    return bytes.slice(at - length, at);
  };

  const readLeaf = (level: number): TreeNode => {
    const keyHash = take(32);
    for (let bit = 0; bit < level; bit++) {
      if (bitAt(keyHash, bit) !== path[bit]) throw errors.BadProof({ reason: "leaf off its path" });
    }
    return leafNode(keyHash, take(32), hash);
  };

  const readBranch = (level: number): TreeNode => {
    if (level >= maxDepth) throw errors.BadProof({ reason: "too deep" });
    path[level] = 0;
    const left = read(level + 1);
    path[level] = 1;
    const right = read(level + 1);
    const lone = left.kind === "empty" ? right : right.kind === "empty" ? left : undefined;
    if (lone?.kind === "empty" || lone?.kind === "leaf") throw errors.BadProof({ reason: "branch of one leaf" });
    return branchNode(left, right, hash);
  };

  const read = (level: number): TreeNode => {
    const tag = bytes[at++];
    if (tag === TAG.empty) return emptyTree;
    if (tag === TAG.leaf) return readLeaf(level);
    if (tag === TAG.branch) return readBranch(level);
    if (tag === undefined) throw errors.BadProof({ reason: "truncated" });
    if (tag !== TAG.opaque) throw errors.BadProof({ reason: "unknown tag" });
    const opaque = take(32);
    if (opaque.every((byte) => byte === 0)) throw errors.BadProof({ reason: "opaque empty node" });
    return { kind: "opaque", hash: opaque, isBranch: opaqueIsBranch };
  };

  const node = read(depth);
  if (at !== bytes.length) throw errors.BadProof({ reason: "trailing bytes" });
  return node;
}
