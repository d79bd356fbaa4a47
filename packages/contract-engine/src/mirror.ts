import type { Change } from "./call.ts";
import { entryCost } from "./entry-cost.ts";
import { compareText, insertSorted, lowerBound } from "./text.ts";

/** A thread's copy of one contract's state, in key order. */
export class StateMirror {
  readonly #entries = new Map<string, string>();
  /** Keys in order, once they were asked for. */
  #sorted: string[] | undefined;
  #bytes = 0;

  /** What all entries cost: see `entryCost`. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): string | undefined {
    return this.#entries.get(key);
  }

  /** All keys, ascending by code point. */
  keys(): readonly string[] {
    this.#sorted ??= [...this.#entries.keys()].sort(compareText);
    return this.#sorted;
  }

  apply(changes: readonly Change[]): void {
    for (const [key, value] of changes) {
      const before = this.#entries.get(key);
      this.#bytes += entryCost(key, value) - entryCost(key, before);
      if (this.#sorted && before === undefined && value !== null) insertSorted(this.#sorted, key);
      if (this.#sorted && before !== undefined && value === null) this.#sorted.splice(lowerBound(this.#sorted, key), 1);
      if (value === null) this.#entries.delete(key);
      else this.#entries.set(key, value);
    }
  }
}
