import { fromHex, type Hex, toHex } from "@pha/codec";
import {
  attachPages,
  changedPages,
  detachPages,
  lookupTree,
  missingPages,
  openTree,
  prove,
  type TreeNode,
  treeRoot,
  updateTree,
} from "@pha/crypto";
import { sha256 } from "@pha/crypto/node";
import { itemOf } from "../db/item-changes.ts";
import { errors } from "../errors.ts";
import { computed } from "../ledger/read-budget.ts";

export type LoadPages = (height: number, paths: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>;

/** A tree one block further, not committed yet. */
export interface Transition {
  readonly root: Hex;
  readonly pages: ReadonlyMap<string, Uint8Array | undefined>;
  /** Storage items below which something is other than before. */
  readonly items: ReadonlySet<Hex>;
  /** Multiproof against the tree before it, of all that was read or changed. */
  readonly proof: Uint8Array;
  readonly after: TreeNode;
}

/** Pages in memory before the deeper ones are let go. */
const MAX_PAGES = 100_000;
const KEPT_LEVELS = 3;

/** The newest state tree, of which only what is needed is in memory, and proofs of older ones. */
export class TreeStore {
  readonly #load: LoadPages;
  #height: number;
  #node: TreeNode;
  #pages = 0;

  private constructor(load: LoadPages, height: number, node: TreeNode) {
    this.#load = load;
    this.#height = height;
    this.#node = node;
  }

  static async open(load: LoadPages, height: number): Promise<TreeStore> {
    return new TreeStore(load, height, await openAt(load, height));
  }

  get height(): number {
    return this.#height;
  }

  /** The tree after a block's changes; the stored one stays as it is until `advance`. */
  async transition(changes: ReadonlyMap<Hex, Uint8Array | undefined>, reads: Iterable<Hex>): Promise<Transition> {
    const deleted: Hex[] = [];
    const writes = new Map<Hex, Hex | undefined>();
    for (const [key, value] of changes) {
      const keyHash = hashKey(key);
      writes.set(keyHash, value && toHex(sha256(value)));
      if (value === undefined) deleted.push(keyHash);
    }
    const touched = new Set(writes.keys());
    for (const key of reads) if (!changes.has(key)) touched.add(hashKey(key));
    const before = await this.#cover(this.#node, this.#height, touched, deleted);
    this.#node = before;
    const after = updateTree(before, writes, sha256);
    const pages = changedPages(before, after);
    const items = changedItems(changes.keys(), (keyHash) => lookupTree(before, keyHash) !== writes.get(keyHash));
    return { root: treeRoot(after), pages, items, proof: prove(before, touched, deleted), after };
  }

  /** The transition's block has been committed. */
  advance(height: number, { after, pages }: Transition): void {
    this.#height = height;
    this.#pages += pages.size;
    this.#node = this.#pages > MAX_PAGES ? detachPages(after, KEPT_LEVELS) : after;
    if (this.#pages > MAX_PAGES) this.#pages = 0;
  }

  /** Goes back to a height whose later blocks are undone. */
  async rewind(height: number): Promise<void> {
    this.#node = await openAt(this.#load, height);
    this.#height = height;
    this.#pages = 0;
  }

  /** A multiproof against the state root of a height. */
  async prove(height: number, keys: readonly Hex[]): Promise<Uint8Array> {
    const keyHashes = computed(() => keys.map(hashKey));
    const top = height === this.#height ? this.#node : await openAt(this.#load, height);
    const covering = await this.#cover(top, height, keyHashes, []);
    return computed(() => prove(covering, keyHashes));
  }

  async #cover(top: TreeNode, height: number, keyHashes: Iterable<Hex>, deleted: readonly Hex[]): Promise<TreeNode> {
    const wanted = [...keyHashes];
    for (let node = top; ; ) {
      const paths = computed(() => missingPages(node, wanted, deleted));
      if (paths.length === 0) return node;
      const pages = await this.#load(height, paths);
      const lost = paths.find((path) => !pages.has(path));
      if (lost !== undefined) throw errors.StateCorrupt({ height, path: lost });
      node = computed(() => attachPages(node, pages, sha256));
      this.#pages += pages.size;
    }
  }
}

const openAt = async (load: LoadPages, height: number): Promise<TreeNode> =>
  openTree((await load(height, [""])).get(""), sha256);

/** Of a key whose item is known to have changed nothing needs to be asked. */
function changedItems(keys: Iterable<Hex>, isChanged: (keyHash: Hex) => boolean): Set<Hex> {
  const items = new Set<Hex>();
  for (const key of keys) {
    const item = itemOf(key);
    if (!items.has(item) && isChanged(hashKey(key))) items.add(item);
  }
  return items;
}

const hashKey = (key: Hex): Hex => toHex(sha256(fromHex(key)));
