import { concat, equalBytes, fromHex, type Hex } from "@pha/codec";
import { errors } from "../errors.ts";
import { type HashFunction, sha256 } from "../hash/digests.ts";
import { branchBytes, emptyBytes, leafBytes, opaqueBytes, readSubtree } from "./node-codec.ts";
import { lookupTree, pathOf, splitAt, type TreeNode, treeRoot } from "./tree.ts";

/** The part of a state tree that a proof shows. */
export interface PartialTree {
  /** Can be updated like any tree, as far as the proof covers the changes. */
  readonly node: TreeNode;
  /**
   * Value hash of a key, `undefined` when the proof shows that there is none.
   *
   * @throws `crypto.NotCovered` when the proof does not reach this key.
   */
  lookup(keyHash: Hex): Hex | undefined;
}

interface Target {
  readonly keyHash: Uint8Array;
  readonly deleted: boolean;
}

/** A path with its bit at `depth` set to `bit`. */
function turn(keyHash: Uint8Array, depth: number, bit: number): Uint8Array {
  const turned = Uint8Array.from(keyHash);
  const mask = 0x80 >> (depth & 7);
  const byte = turned[depth >> 3] as number;
  turned[depth >> 3] = bit === 1 ? byte | mask : byte & ~mask;
  return turned;
}

/** A node of which nothing below need be shown. */
const hiddenBytes = (node: TreeNode): Uint8Array => (node.kind === "empty" ? emptyBytes : opaqueBytes(node));

/** A node of which only its kind must be seen; `undefined` when that is not known. */
function kindBytes(node: TreeNode): Uint8Array | undefined {
  if (node.kind === "opaque") return undefined;
  if (node.kind === "leaf") return leafBytes(node);
  return node.kind === "empty" ? emptyBytes : concat(branchBytes, hiddenBytes(node.left), hiddenBytes(node.right));
}

/** Writes what is needed for the sorted targets; the paths of opaque nodes that are in the way go to `missing`. */
function write(root: TreeNode, targets: readonly Target[], missing: Set<string>): Uint8Array[] {
  const out: Uint8Array[] = [];
  walk(root, targets, missing, out);
  return out;
}

/** Walks the tree to the targets: writes the proof to `out` if there is one, and collects missing paths. */
function walk(root: TreeNode, targets: readonly Target[], missing: Set<string>, out: Uint8Array[] | undefined): void {
  /** Shows what a child is that has no targets of its own: it may be a leaf that has to move up. */
  const reveal = (branch: TreeNode & { kind: "branch" }, bit: 0 | 1, place: number, depth: number, beside: Target) => {
    const child = bit === 0 ? branch.left : branch.right;
    const bytes = out && kindBytes(child);
    if (out && bytes) out[place] = bytes;
    else if (child.kind === "opaque") missing.add(pathOf(turn(beside.keyHash, depth, bit), depth + 1));
  };

  /** @returns Whether deleting what is to be deleted leaves this subtree empty. */
  const visit = (node: TreeNode, from: number, to: number, depth: number): boolean => {
    if (node.kind === "empty" || from === to) {
      out?.push(hiddenBytes(node));
      return node.kind === "empty";
    }
    const first = targets[from] as Target;
    if (node.kind === "opaque") {
      missing.add(pathOf(first.keyHash, depth));
      out?.push(opaqueBytes(node));
      return false;
    }
    if (node.kind === "leaf") {
      out?.push(leafBytes(node));
      return targets.slice(from, to).some(({ keyHash, deleted }) => deleted && equalBytes(keyHash, node.keyHash));
    }

    out?.push(branchBytes);
    const middle = splitAt(targets, from, to, depth);
    const leftPlace = out?.length ?? 0;
    const leftEmptied = visit(node.left, from, middle, depth + 1);
    const rightPlace = out?.length ?? 0;
    const rightEmptied = visit(node.right, middle, to, depth + 1);
    if (middle === to && leftEmptied && node.left.kind !== "empty") reveal(node, 1, rightPlace, depth, first);
    if (middle === from && rightEmptied && node.right.kind !== "empty") reveal(node, 0, leftPlace, depth, first);
    return leftEmptied && rightEmptied;
  };

  visit(root, 0, targets.length, 0);
}

/** `concat` for more parts than a call can have arguments. */
function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function targetsOf(keyHashes: Iterable<Hex>, deleted: Iterable<Hex>): Target[] {
  const gone = new Set(deleted);
  const keys = [...new Set([...keyHashes, ...gone])].sort();
  return keys.map((key) => ({ keyHash: fromHex(key), deleted: gone.has(key) }));
}

/**
 * A proof of what the tree holds, or does not hold, at some keys; siblings are shared.
 *
 * @param keyHashes - The keys to show: everything read or written.
 * @param deleted - The keys that whoever gets the proof will delete: their neighbours are shown too.
 * @returns The nodes in pre-order: `0` empty, `1 ‖ key hash ‖ value hash`, `2 ‖ hash` (not shown), `3` left right.
 * @throws `crypto.NotCovered` when the tree itself is not loaded there ({@link missingPages} says what to load).
 */
export function prove(node: TreeNode, keyHashes: Iterable<Hex>, deleted: Iterable<Hex> = []): Uint8Array {
  const missing = new Set<string>();
  const parts = write(node, targetsOf(keyHashes, deleted), missing);
  const [path] = missing;
  if (path !== undefined) throw errors.NotCovered({ path });
  return joinParts(parts);
}

/**
 * The pages to load and attach before these keys can be read, changed or proven. Ask again after attaching: pages lie
 * below pages.
 *
 * @param deleted - Those of the keys that will be deleted: a proof of that shows their neighbours.
 */
export function missingPages(node: TreeNode, keyHashes: Iterable<Hex>, deleted: Iterable<Hex> = []): string[] {
  const missing = new Set<string>();
  walk(node, targetsOf(keyHashes, deleted), missing, undefined);
  return [...missing];
}

/** Largest proof that is read unless told otherwise: 4 MiB. */
const MAX_PROOF_BYTES = 4 * 1024 * 1024;

/**
 * Checks a proof against a state root and gives what it shows.
 *
 * @throws `crypto.TooLong`, `crypto.BadProof` when malformed, `crypto.WrongRoot`
 */
export function verifyStateProof(
  root: Hex,
  proof: Uint8Array,
  { hash = sha256, maxBytes = MAX_PROOF_BYTES }: { hash?: HashFunction; maxBytes?: number } = {},
): PartialTree {
  if (proof.length > maxBytes) throw errors.TooLong({ max: maxBytes, actual: proof.length });
  const prefix = new Uint8Array(32);
  const node = readSubtree(proof, { hash, depth: 0, maxDepth: 256, prefix, opaqueIsBranch: false });
  if (treeRoot(node) !== root) throw errors.WrongRoot({ expected: root, actual: treeRoot(node) });
  return { node, lookup: (keyHash) => lookupTree(node, keyHash) };
}
