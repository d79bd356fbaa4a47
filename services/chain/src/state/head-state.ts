import type { Hex } from "@pha/codec";
import { NotLoaded, readTogether, type StateView } from "@pha/frame";
import { makeBatch } from "../kit/batch.ts";

export type Values = Map<Hex, Uint8Array | undefined>;
export type LoadValues = (height: number, keys: readonly Hex[]) => Promise<Values>;

/** Runs `work` until everything it reads is loaded. Each run names all the keys that it turned out to lack. */
export async function withLoading<T>(work: () => T, load: (keys: readonly Hex[]) => Promise<void>): Promise<T> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error;
      await load(error.keys);
    }
  }
}

/**
 * Newest values of the state, loaded when first read and kept while there is room: those that nothing has asked for
 * since half of it was filled make way.
 */
export class HeadState {
  #values: Values = new Map();
  #older: Values = new Map();
  readonly #load: (keys: readonly Hex[]) => Promise<void>;
  readonly #capacity: number;
  #height: number;
  /** Counts the blocks that came and went: after an undone one a height comes again. */
  #steps = 0;

  constructor(height: number, load: LoadValues, { capacity = 500_000 }: { readonly capacity?: number } = {}) {
    this.#height = height;
    this.#capacity = capacity;
    this.#load = makeBatch(async (asked) => {
      await this.#loadMissing(load, new Set(asked.flat()));
      return [];
    });
  }

  get height(): number {
    return this.#height;
  }

  /** Which state this is: another after each block that came or went, also where the height is the same again. */
  get step(): number {
    return this.#steps;
  }

  readonly view: StateView = {
    get: (key) => {
      if (!this.#has(key)) throw new NotLoaded([key]);
      return this.#values.get(key);
    },
  };

  /** Runs a pure function over the newest state, whichever it is when all is loaded; it learns the height. */
  read<T>(work: (view: StateView, height: number) => T): Promise<T> {
    const run = (view: StateView) => work(view, this.#height);
    return withLoading(
      () => {
        try {
          // Mostly all is there; and what reads a view is made once for a view that stays the same.
          return run(this.view);
        } catch (error) {
          if (!(error instanceof NotLoaded)) throw error;
          return readTogether(this.view, run);
        }
      },
      (keys) => this.load(keys),
    );
  }

  /** Loads what is not there, together with what others ask for in the same few milliseconds. */
  async load(keys: readonly Hex[]): Promise<void> {
    const missing = this.missing(keys);
    if (missing.length > 0) await this.#load(missing);
  }

  /** Those of the keys that are not there. */
  missing(keys: readonly Hex[]): Hex[] {
    return keys.filter((key) => !this.#has(key));
  }

  /** Takes over what a committed block changed. */
  advance(height: number, changes: ReadonlyMap<Hex, Uint8Array | undefined>): void {
    if (this.#values.size + changes.size > this.#capacity / 2) {
      this.#older = this.#values;
      this.#values = new Map();
    }
    // Copies: what was encoded side by side with things that are forgotten would keep them.
    for (const [key, value] of changes) this.#values.set(key, value && Uint8Array.from(value));
    this.#height = height;
    this.#steps++;
  }

  async #loadMissing(load: LoadValues, keys: ReadonlySet<Hex>): Promise<void> {
    const missing = [...keys].filter((key) => !this.#has(key));
    while (missing.length > 0) {
      const steps = this.#steps;
      const values = await load(this.#height, missing);
      // A block that came meanwhile may have changed them.
      if (steps !== this.#steps) continue;
      for (const [key, value] of values) this.#values.set(key, value);
      return;
    }
  }

  /** Goes back to a height whose later blocks are undone. */
  rewind(height: number): void {
    this.#values.clear();
    this.#older.clear();
    this.#height = height;
    this.#steps++;
  }

  /** Whether a value is there, which is then among the new ones. */
  #has(key: Hex): boolean {
    if (this.#values.has(key)) return true;
    if (!this.#older.has(key)) return false;
    this.#values.set(key, this.#older.get(key));
    return true;
  }
}
