import { concat } from "@pha/codec";
import type { HashFunction } from "../hash/digests.ts";
import { NODE } from "./list.ts";

/** Hash of a full subtree of a list: of 2^height items, the first of them at `position · 2^height`. */
export type NodeAt = (height: number, position: number) => Uint8Array;

/** A full subtree of a list: its place and hash. */
export type StoredNode = readonly [height: number, position: number, hash: Uint8Array];

/** The full subtrees that an item completes, its own leaf first: all that must be stored for proofs later. */
export function completedBy(place: number, leaf: Uint8Array, at: NodeAt, hash: HashFunction): StoredNode[] {
  const nodes: StoredNode[] = [[0, place, leaf]];
  let last = leaf;
  for (let height = 0, position = place; position % 2 === 1; height++, position = Math.floor(position / 2)) {
    last = hash(concat(NODE, at(height, position - 1), last));
    nodes.push([height + 1, Math.floor(position / 2), last]);
  }
  return nodes;
}

/** A node of the tree over the first `count` items. One that is not full is its left child, or both children's. */
function nodeOf(height: number, position: number, count: number, at: NodeAt, hash: HashFunction): Uint8Array {
  const width = 2 ** height;
  if ((position + 1) * width <= count) return at(height, position);
  const left = nodeOf(height - 1, 2 * position, count, at, hash);
  if ((2 * position + 1) * (width / 2) >= count) return left;
  return hash(concat(NODE, left, nodeOf(height - 1, 2 * position + 1, count, at, hash)));
}

/** `listProof` of an item of the first `count`, from stored nodes. */
export function storedProof(place: number, count: number, at: NodeAt, hash: HashFunction): Uint8Array[] {
  const siblings: Uint8Array[] = [];
  for (let height = 0, position = place; 2 ** height < count; height++, position = Math.floor(position / 2)) {
    const sibling = position % 2 === 0 ? position + 1 : position - 1;
    if (sibling * 2 ** height < count) siblings.push(nodeOf(height, sibling, count, at, hash));
  }
  return siblings;
}
