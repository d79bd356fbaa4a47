import { concat, equalBytes, u32be } from "@pha/codec";
import { errors } from "../errors.ts";
import type { HashFunction } from "../hash/digests.ts";

export const LEAF = Uint8Array.of(0);
export const NODE = Uint8Array.of(1);
const ROOT = Uint8Array.of(2);

/** Every level of the tree, leaves first. The last node of a level with an odd number of them is promoted as it is. */
function levels(items: readonly Uint8Array[], hash: HashFunction): Uint8Array[][] {
  let level = items.map((item) => hash(concat(LEAF, item)));
  const all = [level];
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i] as Uint8Array;
      const right = level[i + 1];
      above.push(right ? hash(concat(NODE, left, right)) : left);
    }
    level = above;
    all.push(level);
  }
  return all;
}

/** Root of a list with this top of its tree. */
export const rootOf = (top: Uint8Array | undefined, count: number, hash: HashFunction): Uint8Array =>
  hash(concat(ROOT, u32be(count), top ?? new Uint8Array(32)));

/** Roots of the full subtrees that a list of `count` items consists of, largest first: one for each bit of `count`. */
export interface ListPeaks {
  readonly count: number;
  readonly peaks: readonly Uint8Array[];
}

/** A list that nothing was appended to. */
export const emptyPeaks: ListPeaks = { count: 0, peaks: [] };

/** The peaks after one more item: all that need be kept of a list which only grows. */
export function appendPeak({ count, peaks }: ListPeaks, item: Uint8Array, hash: HashFunction): ListPeaks {
  const left = [...peaks];
  let last = hash(concat(LEAF, item));
  // Every full subtree as high as the new one is its left neighbour.
  for (let rest = count; rest % 2 === 1; rest = Math.floor(rest / 2))
    last = hash(concat(NODE, left.pop() as Uint8Array, last));
  return { count: count + 1, peaks: [...left, last] };
}

/** {@link listRoot} of the list: its peaks bagged from right to left. */
export const peaksRoot = ({ count, peaks }: ListPeaks, hash: HashFunction): Uint8Array =>
  rootOf(
    peaks.reduceRight<Uint8Array | undefined>((top, peak) => (top ? hash(concat(NODE, peak, top)) : peak), undefined),
    count,
    hash,
  );

/**
 * Root of a binary Merkle list: leaf `H(0x00 ‖ item)`, node `H(0x01 ‖ left ‖ right)`, an odd node is promoted, root
 * `H(0x02 ‖ u32 count ‖ top)`; the top of an empty list is 32 zero bytes. The count in the root fixes the shape.
 */
export const listRoot = (items: readonly Uint8Array[], hash: HashFunction): Uint8Array =>
  rootOf(levels(items, hash).at(-1)?.[0], items.length, hash);

/**
 * The siblings on the way from one item up to the top, lowest first; none where a node was promoted.
 *
 * @throws `crypto.BadIndex` when the list has no such item.
 */
export function listProof(items: readonly Uint8Array[], index: number, hash: HashFunction): Uint8Array[] {
  if (!(index in items)) throw errors.BadIndex({ index, count: items.length });
  return siblingsOf(levels(items, hash), index);
}

function siblingsOf(tree: readonly Uint8Array[][], index: number): Uint8Array[] {
  return tree.flatMap((level, height) => level[(index >> height) ^ 1] ?? []);
}

/** Root of a list and the proofs of all its items, which cost no more than the root. */
export function listProofs(
  items: readonly Uint8Array[],
  hash: HashFunction,
): { readonly root: Uint8Array; readonly proofs: readonly Uint8Array[][] } {
  const tree = levels(items, hash);
  const root = rootOf(tree.at(-1)?.[0], items.length, hash);
  return { root, proofs: items.map((_, index) => siblingsOf(tree, index)) };
}

/** Whether `item` is the one at `index` of the list of `count` items with this root. Never throws. */
export function verifyListProof(
  root: Uint8Array,
  count: number,
  index: number,
  item: Uint8Array,
  proof: readonly Uint8Array[],
  hash: HashFunction,
): boolean {
  if (!Number.isInteger(index) || index < 0 || index >= count || count > 0xffff_ffff) return false;
  let node = hash(concat(LEAF, item));
  let used = 0;
  for (let at = index, width = count; width > 1; at = Math.floor(at / 2), width = Math.ceil(width / 2)) {
    const isRight = at % 2 === 1;
    if (!isRight && at + 1 === width) continue; // promoted
    const sibling = proof[used++];
    if (sibling?.length !== 32) return false;
    node = hash(isRight ? concat(NODE, sibling, node) : concat(NODE, node, sibling));
  }
  return used === proof.length && equalBytes(rootOf(node, count, hash), root);
}
