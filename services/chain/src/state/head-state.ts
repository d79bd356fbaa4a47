import type { Hex } from "@pha/codec";
import { NotLoaded, type StateView } from "@pha/frame";

export type Values = Map<Hex, Uint8Array | undefined>;
export type LoadValues = (height: number, keys: readonly Hex[]) => Promise<Values>;

/** Runs `work` until everything it reads is loaded. */
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

/** Newest values of the state, loaded when first read and kept while there is room. */
export class HeadState {
  readonly #values: Values = new Map();
  readonly #load: LoadValues;
  readonly #capacity: number;
  #height: number;
  /** Counts the blocks that came and went: after an undone one a height comes again. */
  #steps = 0;

  constructor(height: number, load: LoadValues, { capacity = 500_000 }: { readonly capacity?: number } = {}) {
    this.#height = height;
    this.#load = load;
    this.#capacity = capacity;
  }

  get height(): number {
    return this.#height;
  }

  readonly view: StateView = {
    get: (key) => {
      const value = this.#values.get(key);
      if (value === undefined && !this.#values.has(key)) throw new NotLoaded([key]);
      return value;
    },
  };

  /** Runs a pure function over the newest state, whichever it is when all is loaded; it learns the height. */
  read<T>(work: (view: StateView, height: number) => T): Promise<T> {
    return withLoading(
      () => work(this.view, this.#height),
      (keys) => this.load(keys),
    );
  }

  async load(keys: readonly Hex[]): Promise<void> {
    const missing = keys.filter((key) => !this.#values.has(key));
    while (missing.length > 0) {
      const steps = this.#steps;
      const values = await this.#load(this.#height, missing);
      // A block that came meanwhile may have changed them.
      if (steps !== this.#steps) continue;
      for (const [key, value] of values) this.#values.set(key, value);
      return;
    }
  }

  /** Takes over what a committed block changed. */
  advance(height: number, changes: ReadonlyMap<Hex, Uint8Array | undefined>): void {
    if (this.#values.size + changes.size > this.#capacity) this.#values.clear();
    for (const [key, value] of changes) this.#values.set(key, value);
    this.#height = height;
    this.#steps++;
  }

  /** Goes back to a height whose later blocks are undone. */
  rewind(height: number): void {
    this.#values.clear();
    this.#height = height;
    this.#steps++;
  }
}
