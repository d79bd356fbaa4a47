import type { Hex } from "@pha/codec";
import { errors } from "../errors.ts";
import { type Heap, makeHeap } from "../kit/heap.ts";

/** An accepted extrinsic in memory. Tags are what it needs done before and what it makes true (account and nonce). */
export interface Waiting<X> {
  readonly hash: Hex;
  readonly extrinsic: X;
  /** Tags not yet true on the ledger. */
  readonly requires: ReadonlySet<Hex>;
  readonly provides: readonly Hex[];
  readonly operational: boolean;
  readonly priority: bigint;
  readonly tip: bigint;
  readonly sizeBytes: number;
  /** Order of acceptance. */
  readonly sequence: number;
  /** Last block it may be in. */
  readonly expires: number;
}

/** Candidates for one block, best first; `use` frees those that waited for `entry`. */
export interface Candidates<X> {
  next(): Waiting<X> | undefined;
  use(entry: Waiting<X>): void;
}

/** Properties by which a newcomer is let in or not. */
export type Newcomer<X> = Pick<Waiting<X>, "provides" | "operational" | "priority" | "tip" | "sizeBytes"> & {
  readonly requires: Iterable<Hex>;
};

/** How much may wait in all. */
export interface QueueLimits {
  readonly count: number;
  readonly bytes: number;
}

interface Node<X> {
  readonly entry: Waiting<X>;
  readonly requires: Set<Hex>;
  ready: boolean;
}

/** The pool's order: operational first, then priority, then arrival, and never before what an extrinsic requires. */
export class ReadyQueue<X> {
  readonly #nodes = new Map<Hex, Node<X>>();
  readonly #providers = new Map<Hex, Node<X>>();
  readonly #dependants = new Map<Hex, Set<Node<X>>>();
  readonly #held = new Set<Hex>();
  readonly #notReady = new Set<Node<X>>();
  readonly #limits: QueueLimits;
  #bytes = 0;
  /** Ready ones, the worst on top, with some that are gone; kept only while the pool is full. */
  #worst: Heap<Node<X>> | undefined;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#nodes.size;
  }

  get(hash: Hex): Waiting<X> | undefined {
    return this.#nodes.get(hash)?.entry;
  }

  hashes(): IterableIterator<Hex> {
    return this.#nodes.keys();
  }

  /** All that waits, in no order that matters. */
  *extrinsics(): Generator<X, void> {
    for (const { entry } of this.#nodes.values()) yield entry.extrinsic;
  }

  /** Hashes of those that wait for others. */
  notReady(): Hex[] {
    return [...this.#notReady].map(({ entry }) => entry.hash);
  }

  isReady(hash: Hex): boolean {
    return this.#nodes.get(hash)?.ready ?? false;
  }

  /** Whether something in the pool provides this tag. */
  provides(tag: Hex): boolean {
    return this.#providers.has(tag);
  }

  hasReady(): boolean {
    return this.#nodes.size > this.#notReady.size;
  }

  /**
   * What `add` of this one would push out: those it replaces; in a full pool, those that are not ready, the oldest
   * first, and ready ones that are worse than it.
   *
   * @throws `chain.PriorityTooLow` when it provides what a waiting one does for nearly its tip, `chain.PoolFull`.
   */
  displaced(newcomer: Newcomer<X>): Waiting<X>[] {
    const replaced = this.#rivals(newcomer);
    return [...replaced, ...this.#evicted(newcomer, replaced)].map(({ entry }) => entry);
  }

  /**
   * What `add` of this one would push out if there were room for any number.
   *
   * @throws `chain.PriorityTooLow`
   */
  replaced(newcomer: Newcomer<X>): Waiting<X>[] {
    return [...this.#rivals(newcomer)].map(({ entry }) => entry);
  }

  #rivals(newcomer: Newcomer<X>): Set<Node<X>> {
    const replaced = new Set<Node<X>>();
    for (const tag of newcomer.provides) {
      const rival = this.#providers.get(tag);
      if (!rival) continue;
      const { hash, tip } = rival.entry;
      const required = tip + (tip < 10n ? 1n : tip / 10n);
      if (this.#held.has(hash) || newcomer.tip < required) throw errors.PriorityTooLow({ tip: newcomer.tip, required });
      replaced.add(rival);
    }
    return replaced;
  }

  /** Adds one and returns the hashes that became ready by it. What `displaced` named must have been removed. */
  add(entry: Waiting<X>): Hex[] {
    const node: Node<X> = { entry, requires: new Set(entry.requires), ready: false };
    this.#nodes.set(entry.hash, node);
    this.#notReady.add(node);
    this.#bytes += entry.sizeBytes;
    for (const tag of entry.provides) this.#providers.set(tag, node);
    for (const tag of entry.requires) {
      const dependants = this.#dependants.get(tag) ?? new Set();
      this.#dependants.set(tag, dependants.add(node));
    }
    return this.#promote(node);
  }

  /** Forgets one that is in no block; those that need it wait again. */
  remove(hash: Hex): void {
    const node = this.#forget(hash);
    if (node?.ready) for (const tag of node.entry.provides) this.#demote(tag);
  }

  /** Forgets one that is in a block: what it provides is true now. Returns the hashes that became ready by it. */
  include(hash: Hex): Hex[] {
    const node = this.#forget(hash);
    this.#worst = undefined;
    const promoted: Hex[] = [];
    for (const tag of node?.entry.provides ?? []) {
      for (const dependant of this.#dependants.get(tag) ?? []) {
        dependant.requires.delete(tag);
        promoted.push(...this.#promote(dependant));
      }
      this.#dependants.delete(tag);
    }
    return promoted;
  }

  /** Forgets all. */
  clear(): void {
    this.#nodes.clear();
    this.#providers.clear();
    this.#dependants.clear();
    this.#held.clear();
    this.#notReady.clear();
    this.#bytes = 0;
    this.#worst = undefined;
  }

  /** Nothing replaces these until `release`: they are in a block that is about to be committed. */
  hold(hashes: Iterable<Hex>): void {
    for (const hash of hashes) this.#held.add(hash);
  }

  release(): void {
    this.#held.clear();
  }

  /** Those that may not be in block `number` or later. */
  expired(number: number): Waiting<X>[] {
    const entries: Waiting<X>[] = [];
    for (const { entry } of this.#nodes.values()) if (entry.expires < number) entries.push(entry);
    return entries;
  }

  candidates(): Candidates<X> {
    const heap = makeHeap<Waiting<X>>(isBetter);
    const missing = new Map<Node<X>, number>();
    for (const node of this.#nodes.values()) if (node.requires.size === 0) heap.push(node.entry);
    return {
      next: heap.pop,
      use: ({ provides }) => {
        for (const tag of provides) {
          for (const dependant of this.#dependants.get(tag) ?? []) {
            const left = (missing.get(dependant) ?? dependant.requires.size) - 1;
            missing.set(dependant, left);
            if (left === 0) heap.push(dependant.entry);
          }
        }
      },
    };
  }

  #forget(hash: Hex): Node<X> | undefined {
    const node = this.#nodes.get(hash);
    if (!node) return undefined;
    this.#nodes.delete(hash);
    this.#notReady.delete(node);
    this.#bytes -= node.entry.sizeBytes;
    for (const tag of node.entry.provides) if (this.#providers.get(tag) === node) this.#providers.delete(tag);
    for (const tag of node.requires) {
      const dependants = this.#dependants.get(tag);
      dependants?.delete(node);
      if (dependants?.size === 0) this.#dependants.delete(tag);
    }
    return node;
  }

  #promote(first: Node<X>): Hex[] {
    const promoted: Hex[] = [];
    for (const node of growing([first])) {
      if (node.value.ready || ![...node.value.requires].every((tag) => this.#providers.get(tag)?.ready)) continue;
      node.value.ready = true;
      this.#notReady.delete(node.value);
      this.#worst?.push(node.value);
      promoted.push(node.value.entry.hash);
      for (const tag of node.value.entry.provides) node.more(this.#dependants.get(tag) ?? []);
    }
    return promoted;
  }

  #demote(tag: Hex): void {
    for (const next of growing([tag])) {
      for (const dependant of this.#dependants.get(next.value) ?? []) {
        if (!dependant.ready) continue;
        dependant.ready = false;
        this.#notReady.add(dependant);
        next.more(dependant.entry.provides);
      }
    }
  }

  /** Extrinsics that have to go so that a newcomer finds room. */
  #evicted(newcomer: Newcomer<X>, replaced: ReadonlySet<Node<X>>): Node<X>[] {
    const evicted: Node<X>[] = [];
    let count = this.#nodes.size + 1 - replaced.size;
    let bytes = this.#bytes + newcomer.sizeBytes;
    for (const { entry } of replaced) bytes -= entry.sizeBytes;
    const isOver = () => count > this.#limits.count || bytes > this.#limits.bytes;
    const evict = (node: Node<X>) => {
      evicted.push(node);
      count--;
      bytes -= node.entry.sizeBytes;
    };
    for (const node of this.#notReady) {
      if (!isOver()) return evicted;
      if (!replaced.has(node)) evict(node);
    }
    const looked: Node<X>[] = [];
    while (isOver()) {
      const worst = this.#popWorst();
      if (worst) looked.push(worst);
      if (worst && replaced.has(worst)) continue;
      if (
        !worst ||
        this.#held.has(worst.entry.hash) ||
        !this.#isReadyNow(newcomer) ||
        !outranks(newcomer, worst.entry)
      ) {
        for (const node of looked) this.#worst?.push(node);
        throw errors.PoolFull({ count: this.#nodes.size, bytes: this.#bytes });
      }
      evict(worst);
    }
    for (const node of looked) this.#worst?.push(node);
    return evicted;
  }

  #isReadyNow({ requires }: Newcomer<X>): boolean {
    return [...requires].every((tag) => this.#providers.get(tag)?.ready);
  }

  #popWorst(): Node<X> | undefined {
    if (!this.#worst || this.#worst.size > 2 * this.#nodes.size) {
      this.#worst = makeHeap((a, b) => isBetter(b.entry, a.entry));
      for (const node of this.#nodes.values()) if (node.ready) this.#worst.push(node);
    }
    for (;;) {
      const node = this.#worst.pop();
      if (!node || (node.ready && this.#nodes.get(node.entry.hash) === node)) return node;
    }
  }
}

type Rank = Pick<Waiting<unknown>, "operational" | "priority">;

function outranks(a: Rank, b: Rank): boolean {
  return a.operational === b.operational ? a.priority > b.priority : a.operational;
}

const isBetter = (a: Waiting<unknown>, b: Waiting<unknown>): boolean =>
  outranks(a, b) || (!outranks(b, a) && a.sequence < b.sequence);

/** Walks a list that grows on the way: chains of dependants may be long, so no recursion. */
function* growing<T>(first: Iterable<T>): Generator<{ value: T; more: (values: Iterable<T>) => void }> {
  const list = [...first];
  for (const value of list) yield { value, more: (values) => list.push(...values) };
}
