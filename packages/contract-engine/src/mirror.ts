import type { Change } from "./call.ts";
import { compareText, utf8Length } from "./text.ts";

/** A thread's copy of one contract's state, in key order. */
export class StateMirror {
  readonly #entries = new Map<string, string>();
  #sorted: string[] | undefined;
  #bytes = 0;

  /** UTF-8 bytes of all keys and values. */
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
      if (before !== undefined) this.#bytes -= utf8Length(key) + utf8Length(before);
      if (value !== null) this.#bytes += utf8Length(key) + utf8Length(value);
      if ((before === undefined) !== (value === null)) this.#sorted = undefined;
      if (value === null) this.#entries.delete(key);
      else this.#entries.set(key, value);
    }
  }
}
