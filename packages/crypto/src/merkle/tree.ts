import { equalBytes, fromHex, type Hex, toHex } from "@pha/codec";
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

/** Changes to write: key hash to value hash; `undefined` deletes. */
export type TreeChanges = ReadonlyMap<Hex, Hex | undefined>;

const LEAF = 0;
const NODE = 1;

/** Buffer for the preimage of a node's hash: every node has as many bytes. */
const preimage = new Uint8Array(65);

function hashNode(tag: number, first: Uint8Array, second: Uint8Array, hash: HashFunction): Uint8Array {
  preimage[0] = tag;
  preimage.set(first, 1);
  preimage.set(second, 33);
  return hash(preimage);
}

/** The tree without a leaf; its hash is 32 zero bytes. */
export const emptyTree: TreeNode = { kind: "empty", hash: new Uint8Array(32) };

/** A leaf: `H(0x00 ‖ key hash ‖ value hash)`. */
export const leafNode = (keyHash: Uint8Array, valueHash: Uint8Array, hash: HashFunction): TreeNode => ({
  kind: "leaf",
  hash: hashNode(LEAF, keyHash, valueHash, hash),
  keyHash,
  valueHash,
});

/** A branch: `H(0x01 ‖ left ‖ right)`. */
export const branchNode = (left: TreeNode, right: TreeNode, hash: HashFunction): TreeNode => ({
  kind: "branch",
  hash: hashNode(NODE, left.hash, right.hash, hash),
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

/** Where, in a sorted range whose keys share `depth` bits, the keys with a 1 after them begin. */
export function splitAt(sorted: readonly { keyHash: Uint8Array }[], from: number, to: number, depth: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bitAt((sorted[middle] as { keyHash: Uint8Array }).keyHash, depth) === 1) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Joins two subtrees into the one node that the format allows for them. */
function join(left: TreeNode, right: TreeNode, at: Uint8Array, depth: number, hash: HashFunction): TreeNode {
  if (left.kind === "empty" || right.kind === "empty") {
    const lone = left.kind === "empty" ? right : left;
    if (lone.kind === "empty" || lone.kind === "leaf") return lone;
    // A lone leaf would have to move up, and whether this is one cannot be seen.
    if (lone.kind === "opaque" && !lone.isBranch) throw errors.NotCovered({ path: pathOf(at, depth) });
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
  const sorted = [...changes.keys()].sort().map((key): Change => {
    const value = changes.get(key);
    return { keyHash: expectHash(key), valueHash: value === undefined ? undefined : expectHash(value) };
  });

  /** A node that is no branch after one change; `undefined` when it becomes a branch. */
  const put = (old: TreeNode, { keyHash, valueHash }: Change): TreeNode | undefined => {
    if (old.kind === "empty") return valueHash ? leafNode(keyHash, valueHash, hash) : old;
    if (old.kind !== "leaf") return undefined;
    if (!equalBytes(old.keyHash, keyHash)) return valueHash ? undefined : old;
    if (!valueHash) return emptyTree;
    return equalBytes(old.valueHash, valueHash) ? old : leafNode(keyHash, valueHash, hash);
  };

  const update = (old: TreeNode, from: number, to: number, depth: number): TreeNode => {
    if (from === to) return old;
    const first = sorted[from] as Change;
    if (old.kind === "opaque") throw errors.NotCovered({ path: pathOf(first.keyHash, depth) });
    const done = to - from === 1 ? put(old, first) : undefined;
    if (done) return done;

    // An empty or leaf node that is written to more than once is taken for a branch, and joined again below.
    let oldLeft: TreeNode = emptyTree;
    let oldRight: TreeNode = emptyTree;
    if (old.kind === "branch") ({ left: oldLeft, right: oldRight } = old);
    else if (old.kind === "leaf" && bitAt(old.keyHash, depth) === 0) oldLeft = old;
    else oldRight = old;
    const middle = splitAt(sorted, from, to, depth);
    const left = update(oldLeft, from, middle, depth + 1);
    const right = update(oldRight, middle, to, depth + 1);
    if (old.kind === "branch" && left === old.left && right === old.right) return old;
    return join(left, right, first.keyHash, depth, hash);
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
