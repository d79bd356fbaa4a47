import type { Hex } from "@pha/codec";
import { errors } from "../errors.ts";
import { makeHeap } from "./heap.ts";

/** An accepted extrinsic in memory. Tags are what it needs done before and what it makes true (account and nonce). */
export interface Waiting<X> {
  readonly hash: Hex;
  readonly extrinsic: X;
  /** Tags not yet true on the ledger. */
  readonly requires: ReadonlySet<Hex>;
  readonly provides: readonly Hex[];
  readonly operational: boolean;
  readonly priority: bigint;
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
  readonly #limit: number;

  constructor({ limit }: { readonly limit: number }) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#nodes.size;
  }

  get(hash: Hex): Waiting<X> | undefined {
    return this.#nodes.get(hash)?.entry;
  }

  isReady(hash: Hex): boolean {
    return this.#nodes.get(hash)?.ready ?? false;
  }

  /** Whether something in the pool provides this tag. */
  provides(tag: Hex): boolean {
    return this.#providers.has(tag);
  }

  hasReady(): boolean {
    for (const node of this.#nodes.values()) if (node.ready) return true;
    return false;
  }

  /**
   * What `add` of these would push out: those it replaces, and one that is not ready when the pool is full.
   *
   * @throws `chain.PriorityTooLow` when it provides what a waiting one of at least its priority does, `chain.PoolFull`.
   */
  displaced({ provides, priority }: Pick<Waiting<X>, "provides" | "priority">): Waiting<X>[] {
    const replaced = new Set<Waiting<X>>();
    for (const tag of provides) {
      const rival = this.#providers.get(tag)?.entry;
      if (!rival) continue;
      if (this.#held.has(rival.hash) || priority <= rival.priority)
        throw errors.PriorityTooLow({ priority, required: rival.priority + 1n });
      replaced.add(rival);
    }
    if (replaced.size === 0 && this.#nodes.size >= this.#limit) replaced.add(this.#oldestNotReady());
    return [...replaced];
  }

  /** Adds one and returns the hashes that became ready by it. What `displaced` named must have been removed. */
  add(entry: Waiting<X>): Hex[] {
    const node: Node<X> = { entry, requires: new Set(entry.requires), ready: false };
    this.#nodes.set(entry.hash, node);
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
        next.more(dependant.entry.provides);
      }
    }
  }

  #oldestNotReady(): Waiting<X> {
    for (const node of this.#nodes.values()) if (!node.ready) return node.entry;
    throw errors.PoolFull({ limit: this.#limit });
  }
}

function isBetter<X>(a: Waiting<X>, b: Waiting<X>): boolean {
  if (a.operational !== b.operational) return a.operational;
  return a.priority === b.priority ? a.sequence < b.sequence : a.priority > b.priority;
}

/** Walks a list that grows on the way: chains of dependants may be long, so no recursion. */
function* growing<T>(first: Iterable<T>): Generator<{ value: T; more: (values: Iterable<T>) => void }> {
  const list = [...first];
  for (const value of list) yield { value, more: (values) => list.push(...values) };
}
