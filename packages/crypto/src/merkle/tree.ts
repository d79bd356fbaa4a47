import { concat, fromHex, type Hex, toHex } from "@pha/codec";
import { errors } from "../errors.ts";
import { type HashFunction, sha256 } from "../hash/digests.ts";

/**
 * One node of the state tree: a binary Merkle tree over the bits of 32-byte key hashes, first bit of the first byte
 * on top. Nodes are never changed; an update shares all it did not touch.
 *
 * A subtree with one leaf *is* that leaf, so a branch has at least two leaves below it. An opaque node is one of
 * which only the hash is known: not loaded, or left out of a proof. `isBranch` is set where the holder of the tree
 * knows what it is; then the neighbour of a deleted leaf need not be loaded.
 */
export type TreeNode =
  | { readonly kind: "empty"; readonly hash: Uint8Array }
  | { readonly kind: "leaf"; readonly hash: Uint8Array; readonly keyHash: Uint8Array; readonly valueHash: Uint8Array }
  | { readonly kind: "branch"; readonly hash: Uint8Array; readonly left: TreeNode; readonly right: TreeNode }
  | { readonly kind: "opaque"; readonly hash: Uint8Array; readonly isBranch: boolean };

/** What to write: key hash to value hash; `undefined` deletes. */
export type TreeChanges = ReadonlyMap<Hex, Hex | undefined>;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The tree without a leaf; its hash is 32 zero bytes. */
export const emptyTree: TreeNode = { kind: "empty", hash: new Uint8Array(32) };

/** A leaf: `H(0x00 ‖ key hash ‖ value hash)`. */
export const leafNode = (keyHash: Uint8Array, valueHash: Uint8Array, hash: HashFunction): TreeNode => ({
  kind: "leaf",
  hash: hash(concat(LEAF, keyHash, valueHash)),
  keyHash,
  valueHash,
});

/** A branch: `H(0x01 ‖ left ‖ right)`. */
export const branchNode = (left: TreeNode, right: TreeNode, hash: HashFunction): TreeNode => ({
  kind: "branch",
  hash: hash(concat(NODE, left.hash, right.hash)),
  left,
  right,
});

/** The root hash: what the block header carries. */
export const treeRoot = (node: TreeNode): Hex => toHex(node.hash);

/** Bit `depth` of a key hash: 0 is left, 1 is right. */
export const bitAt = (keyHash: Uint8Array, depth: number): number =>
  ((keyHash[depth >> 3] as number) >> (7 - (depth & 7))) & 1;

/** Length of a path of which a node at `depth` is the end, as hexadecimal digits for messages. */
export const pathOf = (keyHash: Uint8Array, depth: number): string =>
  toHex(keyHash.subarray(0, Math.ceil(depth / 8))).slice(2, 2 + Math.ceil(depth / 4));

/** One change, its key as bytes. */
interface Change {
  readonly keyHash: Uint8Array;
  readonly valueHash: Uint8Array | undefined;
}

function expectHash(hex: Hex): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes.length !== 32) throw errors.BadLength({ expected: 32, actual: bytes.length });
  return bytes;
}

/** Index of the first of sorted `changes[from…to)` whose bit at `depth` is 1. */
function split(changes: readonly Change[], from: number, to: number, depth: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bitAt((changes[middle] as Change).keyHash, depth) === 1) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Joins two subtrees into the one node that the format allows for them. */
function join(left: TreeNode, right: TreeNode, at: Uint8Array, depth: number, hash: HashFunction): TreeNode {
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (one.kind !== "empty") continue;
    if (other.kind === "empty" || other.kind === "leaf") return other;
    // A lone leaf would have to move up, and whether this is one cannot be seen.
    if (other.kind === "opaque" && !other.isBranch) throw errors.NotCovered({ path: pathOf(at, depth) });
  }
  return branchNode(left, right, hash);
}

/**
 * The tree after changes. The same leaves give the same tree, whatever the order in which they came.
 *
 * @param changes - Key hashes and value hashes, 32 bytes each; deleting an absent key changes nothing.
 * @returns The node given, if nothing changes.
 * @throws `crypto.NotCovered` when a changed key lies below an opaque node, or a deletion leaves one alone that may
 *   be a leaf.
 */
export function updateTree(node: TreeNode, changes: TreeChanges, hash: HashFunction = sha256): TreeNode {
  const sorted = [...changes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, value]): Change => ({
        keyHash: expectHash(key),
        valueHash: value === undefined ? value : expectHash(value),
      }),
    );

  const update = (old: TreeNode, from: number, to: number, depth: number): TreeNode => {
    if (from === to) return old;
    const { keyHash, valueHash } = sorted[from] as Change;
    if (old.kind === "opaque") throw errors.NotCovered({ path: pathOf(keyHash, depth) });
    if (old.kind !== "branch") {
      const only = to - from === 1;
      if (old.kind === "empty" && only) return valueHash ? leafNode(keyHash, valueHash, hash) : old;
      if (old.kind === "leaf" && only && toHex(old.keyHash) === toHex(keyHash)) {
        if (!valueHash) return emptyTree;
        return toHex(old.valueHash) === toHex(valueHash) ? old : leafNode(keyHash, valueHash, hash);
      }
      if (old.kind === "leaf" && only && !valueHash) return old;
    }
    // An empty or leaf node that is written to more than once is taken for a branch, and joined again below.
    const side = (bit: number): TreeNode => {
      if (old.kind === "branch") return bit === 0 ? old.left : old.right;
      return old.kind === "leaf" && bitAt(old.keyHash, depth) === bit ? old : emptyTree;
    };
    const middle = split(sorted, from, to, depth);
    const left = update(side(0), from, middle, depth + 1);
    const right = update(side(1), middle, to, depth + 1);
    if (old.kind === "branch" && left === old.left && right === old.right) return old;
    const joined = join(left, right, keyHash, depth, hash);
    return joined.kind === "leaf" && old.kind === "leaf" && joined.hash === old.hash ? old : joined;
  };

  return update(node, 0, sorted.length, 0);
}

/**
 * The value hash of a key, `undefined` where the tree shows that there is none.
 *
 * @throws `crypto.NotCovered` when the way to the key ends at an opaque node.
 */
export function lookupTree(node: TreeNode, key: Hex): Hex | undefined {
  const keyHash = expectHash(key);
  let at = node;
  let depth = 0;
  while (at.kind === "branch") at = bitAt(keyHash, depth++) === 0 ? at.left : at.right;
  if (at.kind === "opaque") throw errors.NotCovered({ path: pathOf(keyHash, depth) });
  return at.kind === "leaf" && toHex(at.keyHash) === key ? toHex(at.valueHash) : undefined;
}

/** Hash of a storage key: where its leaf lies in the state tree. */
export const stateKeyHash = (key: Uint8Array): Hex => toHex(sha256(key));

/** Hash of a value, as its leaf holds it. */
export const stateValueHash = (value: Uint8Array): Hex => toHex(sha256(value));
