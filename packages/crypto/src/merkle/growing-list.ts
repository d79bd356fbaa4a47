import { concat } from "@pha/codec";
import { errors } from "../errors.ts";
import { sha256 } from "../hash/digests.ts";
import { emptyPeaks, LEAF, type ListPeaks, NODE, rootOf } from "./list.ts";

/** Full subtrees of one height, by position; those before `from` are forgotten. */
interface Level {
  from: number;
  readonly nodes: Uint8Array[];
}

/** An item's way up to the root of the list as it was when it had `count` items. */
export interface ListPath {
  readonly count: number;
  readonly index: number;
  readonly siblings: readonly Uint8Array[];
}

/**
 * A list of which items are only ever appended, under the same SHA-256 root as `listRoot`. It keeps hashes alone, two an
 * item, and proves any item against the root of any length since: in as many steps as the tree is high. Items before a
 * place may be forgotten; then a few hashes stand for all of them.
 */
export class GrowingList {
  readonly #levels: Level[] = [];
  #count: number;

  /** @param forgotten - peaks of the items that the list begins with, and has forgotten */
  constructor({ count, peaks }: ListPeaks = emptyPeaks) {
    this.#count = count;
    let next = peaks.length;
    for (let height = 0, left = count; left > 0; height++, left = Math.floor(left / 2)) {
      const peak = left % 2 === 1 ? peaks[--next] : undefined;
      this.#levels[height] = { from: peak ? left - 1 : left, nodes: peak ? [peak] : [] };
    }
  }

  get count(): number {
    return this.#count;
  }

  /** Appends an item. */
  append(item: Uint8Array): void {
    let node = sha256(concat(LEAF, item));
    let index = this.#count++;
    for (let height = 0; ; height++, index = Math.floor(index / 2)) {
      this.#levels[height] ??= { from: 0, nodes: [] };
      const { from, nodes } = this.#levels[height] as Level;
      nodes.push(node);
      if (index % 2 === 0) return;
      node = sha256(concat(NODE, nodes[index - 1 - from] as Uint8Array, node));
    }
  }

  /** Root of the first `count` items; of all when absent. No item after them may be needed to know it. */
  root(count = this.#count): Uint8Array {
    return rootOf(count === 0 ? undefined : this.#node(heightOf(count), 0, count), count, sha256);
  }

  /**
   * The way from an item to the root of the first `count` items.
   *
   * @throws `crypto.BadIndex` when the list has no such item, or has forgotten it
   */
  path(index: number, count = this.#count): ListPath {
    if (!(index >= (this.#levels[0]?.from ?? 0) && index < count && count <= this.#count))
      throw errors.BadIndex({ index, count });
    const siblings: Uint8Array[] = [];
    for (let height = 0, at = index; height < heightOf(count); height++, at = Math.floor(at / 2)) {
      const sibling = at % 2 === 0 ? at + 1 : at - 1;
      if (sibling * 2 ** height < count) siblings.push(this.#node(height, sibling, count));
    }
    return { count, index, siblings };
  }

  /**
   * Peaks of the first `count` items: what a list that goes on behind them begins with.
   *
   * @throws `crypto.BadIndex` when the list has not as many, or has forgotten later ones
   */
  peaks(count = this.#count): ListPeaks {
    const peaks: Uint8Array[] = [];
    for (let height = 0, left = count; left > 0; height++, left = Math.floor(left / 2)) {
      const { from, nodes } = this.#levels[height] ?? { from: 0, nodes: [] };
      const peak = left % 2 === 1 ? nodes[left - 1 - from] : undefined;
      if (left % 2 === 1 && !peak) throw errors.BadIndex({ index: count, count: this.#count });
      if (peak) peaks.unshift(peak);
    }
    return { count, peaks };
  }

  /** Lets go of what only items before `index` need: these need not be proven any more, while all later ones are. */
  forget(index: number): void {
    let keep = Math.min(index, this.#count);
    for (const level of this.#levels) {
      // A node is needed while items below its sibling are. Whole halves are cut off, so that it costs little an item.
      const before = keep - (keep % 2) - level.from;
      if (before * 2 >= level.nodes.length) {
        level.nodes.splice(0, before);
        level.from += before;
      }
      keep = Math.floor(keep / 2);
    }
  }

  /** A node of the tree over the first `count` items. One that is not full is its left child, or both children's. */
  #node(height: number, index: number, count: number): Uint8Array {
    if ((index + 1) * 2 ** height <= count) {
      const { from, nodes } = this.#levels[height] as Level;
      return nodes[index - from] as Uint8Array;
    }
    const left = this.#node(height - 1, 2 * index, count);
    if ((2 * index + 1) * 2 ** (height - 1) >= count) return left;
    return sha256(concat(NODE, left, this.#node(height - 1, 2 * index + 1, count)));
  }
}

/** Of the tree over so many items. */
const heightOf = (count: number): number => 32 - Math.clz32(count - 1);
