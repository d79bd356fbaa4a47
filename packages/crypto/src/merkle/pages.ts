import { concat, equalBytes, fromHex, toHex } from "@pha/codec";
import { errors } from "../errors.ts";
import { type HashFunction, sha256 } from "../hash/digests.ts";
import { branchBytes, emptyBytes, leafBytes, opaqueBytes, readSubtree } from "./node-codec.ts";
import { emptyTree, type TreeNode } from "./tree.ts";

/** Bits of depth that one page holds. */
const PAGE_BITS = 4;

/**
 * A tree is stored as pages, each four bits deep. A page's path is the bits above it as hexadecimal digits: "" for the
 * top, then one digit a level. Only branches have pages; leaves lie in the page above. The top page exists unless the
 * tree is empty.
 */
export type PagePath = string;

/** Bits of a path, at the front of 32 bytes. */
function prefixOf(path: PagePath): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes.set(fromHex(`0x${path.length % 2 === 0 ? path : `${path}0`}`));
  return bytes;
}

function pageBytes(top: TreeNode): Uint8Array {
  const parts: Uint8Array[] = [];
  const visit = (node: TreeNode, levels: number): void => {
    if (node.kind === "empty") parts.push(emptyBytes);
    else if (node.kind === "leaf") parts.push(leafBytes(node));
    else if (levels === 0) parts.push(opaqueBytes(node));
    else if (node.kind === "branch") {
      parts.push(branchBytes);
      visit(node.left, levels - 1);
      visit(node.right, levels - 1);
    } else throw errors.NotCovered({ path: toHex(node.hash) });
  };
  visit(top, PAGE_BITS);
  return concat(...parts);
}

function readPage(path: PagePath, bytes: Uint8Array, hash: HashFunction): TreeNode {
  const depth = PAGE_BITS * path.length;
  const maxDepth = depth + PAGE_BITS;
  return readSubtree(bytes, { hash, depth, maxDepth, prefix: prefixOf(path), opaqueIsBranch: true });
}

/** The sixteen nodes one page further down; those in a leaf's or an empty node's place are empty. */
function below(top: TreeNode): TreeNode[] {
  const nodes = new Array<TreeNode>(2 ** PAGE_BITS).fill(emptyTree);
  const visit = (node: TreeNode, levels: number, place: number): void => {
    if (levels === 0) nodes[place] = node;
    else if (node.kind === "branch") {
      visit(node.left, levels - 1, 2 * place);
      visit(node.right, levels - 1, 2 * place + 1);
    } else if (node.kind === "opaque") throw errors.NotCovered({ path: toHex(node.hash) });
  };
  visit(top, PAGE_BITS, 0);
  return nodes;
}

/** The tree of a stored top page, all below it not loaded yet; without one the empty tree. */
export const openTree = (topPage: Uint8Array | undefined, hash: HashFunction = sha256): TreeNode =>
  topPage ? readPage("", topPage, hash) : emptyTree;

/**
 * The tree with loaded pages put in.
 *
 * @param pages - By path; pages whose place is already loaded or does not exist are passed over.
 * @throws `crypto.WrongRoot` when a page is not the one the tree has there, `crypto.BadProof` when it is malformed.
 */
export function attachPages(
  tree: TreeNode,
  pages: ReadonlyMap<PagePath, Uint8Array>,
  hash: HashFunction = sha256,
): TreeNode {
  const sorted = [...pages].sort(([a], [b]) => (a < b ? -1 : 1));
  const pathAt = (at: number): PagePath => (sorted[at] as [PagePath, Uint8Array])[0];

  /** Puts those from `from` to before `to` in, which all lie at or below this node: the uppermost comes first. */
  const attach = (node: TreeNode, from: number, to: number, depth: number): TreeNode => {
    if (from === to) return node;
    const isHere = depth === PAGE_BITS * pathAt(from).length;
    if (isHere && node.kind === "opaque") return attach(read(node, from), from + 1, to, depth);
    if (isHere) return attach(node, from + 1, to, depth);
    if (node.kind !== "branch") return node;
    let middle = from;
    while (middle < to && bitOf(pathAt(middle), depth) === 0) middle++;
    const left = attach(node.left, from, middle, depth + 1);
    const right = attach(node.right, middle, to, depth + 1);
    return left === node.left && right === node.right ? node : { ...node, left, right };
  };

  const read = (node: TreeNode, at: number): TreeNode => {
    const [path, bytes] = sorted[at] as [PagePath, Uint8Array];
    const page = readPage(path, bytes, hash);
    if (!equalBytes(page.hash, node.hash)) throw errors.WrongRoot({ path });
    return page;
  };

  return attach(tree, 0, sorted.length, 0);
}

/** Bit `depth` of a page's path. */
const bitOf = (path: PagePath, depth: number): number =>
  (Number.parseInt(path.charAt(depth >> 2), 16) >> (PAGE_BITS - 1 - (depth & 3))) & 1;

/**
 * The pages to write when `before` has become `after`: bytes, or `undefined` for a page that is no more.
 *
 * @throws `crypto.NotCovered` when the trees differ where they are not loaded.
 */
export function changedPages(before: TreeNode, after: TreeNode): Map<PagePath, Uint8Array | undefined> {
  const changed = new Map<PagePath, Uint8Array | undefined>();
  const hasPage = (node: TreeNode, path: PagePath): boolean =>
    node.kind === "branch" || (path === "" && node.kind !== "empty");
  const compare = (old: TreeNode, now: TreeNode, path: PagePath): void => {
    if (old === now || equalBytes(old.hash, now.hash)) return;
    if (hasPage(now, path)) changed.set(path, pageBytes(now));
    else if (hasPage(old, path)) changed.set(path, undefined);
    if (old.kind !== "branch" && now.kind !== "branch") return;
    const was = below(old);
    for (const [digit, node] of below(now).entries()) compare(was[digit] as TreeNode, node, path + digit.toString(16));
  };
  compare(before, after, "");
  return changed;
}

/**
 * The tree without its pages from `level` down (0 keeps none, 1 the top page, …): bounds memory; they can be attached
 * again.
 */
export function detachPages(tree: TreeNode, level: number): TreeNode {
  const cut = (node: TreeNode, depth: number): TreeNode => {
    if (node.kind !== "branch") return node;
    if (depth === PAGE_BITS * level) return { kind: "opaque", hash: node.hash, isBranch: true };
    return { ...node, left: cut(node.left, depth + 1), right: cut(node.right, depth + 1) };
  };
  return cut(tree, 0);
}
