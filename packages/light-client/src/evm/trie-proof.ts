import { equalBytes } from "@pha/codec";
import { keccak256 } from "@pha/crypto";
import { errors } from "../errors.ts";
import { decodeRlp, type Rlp, rlpBytes, rlpList } from "./rlp.ts";

/**
 * The value at a key of a Merkle–Patricia trie, as Ethereum has them.
 *
 * @param nodes from the root on, those alone that are on the way; what is below 32 bytes lies inside its parent.
 * @throws `light-client.NotInTrie`, `BadRlp`
 */
export function trieValue(root: Uint8Array, key: Uint8Array, nodes: readonly Uint8Array[]): Uint8Array {
  let used = 0;
  const open = (hash: Uint8Array): readonly Rlp[] => {
    const bytes = nodes[used++];
    if (!bytes || !equalBytes(keccak256(bytes), hash)) throw errors.NotInTrie({ node: used - 1 });
    return rlpList(decodeRlp(bytes));
  };
  let node = open(root);
  let left: readonly number[] = nibblesOf(key);
  for (;;) {
    const { next, rest } = step(node, left);
    left = rest;
    if (next === "here") {
      const value = rlpBytes(node.at(-1));
      if (value.length === 0 || used !== nodes.length) throw errors.NotInTrie({ used, nodes: nodes.length });
      return value;
    }
    node = next instanceof Uint8Array ? open(rlpBytes(next, 32)) : next;
  }
}

/** Where the way goes on from a node: a child and what is left of the path, or that the value is in it. */
function step(node: readonly Rlp[], left: readonly number[]): { next: Rlp | "here"; rest: readonly number[] } {
  if (node.length === 17) {
    const [nibble, ...rest] = left;
    return nibble === undefined ? { next: "here", rest } : { next: child(node[nibble]), rest };
  }
  if (node.length !== 2) throw errors.BadRlp({ items: node.length });
  const { path, isLeaf } = readPath(rlpBytes(node[0]));
  const isOnWay = path.length <= left.length && path.every((nibble, i) => nibble === left[i]);
  const rest = left.slice(path.length);
  if (!isOnWay || (isLeaf && rest.length > 0)) throw errors.NotInTrie({ left: left.length });
  return { next: isLeaf ? "here" : child(node[1]), rest };
}

/** A child: the hash of a node, or the node itself. */
function child(item: Rlp | undefined): Rlp {
  if (item === undefined || item.length === 0) throw errors.NotInTrie({});
  return item;
}

const nibblesOf = (bytes: Uint8Array): number[] => [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);

/** A path in its compact form: the first nibble has a bit for an odd length and one for a leaf. */
function readPath(bytes: Uint8Array): { path: number[]; isLeaf: boolean } {
  const [flags = 16, second, ...rest] = nibblesOf(bytes);
  const isOdd = (flags & 1) === 1;
  if (flags > 3 || (!isOdd && second !== 0)) throw errors.BadRlp({ flags });
  return { path: isOdd ? [second as number, ...rest] : rest, isLeaf: flags >= 2 };
}
