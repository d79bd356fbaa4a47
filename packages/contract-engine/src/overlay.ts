import type { Change } from "./call.ts";
import { errors } from "./errors.ts";
import type { Limits } from "./limits.ts";
import type { StateMirror } from "./mirror.ts";
import { compareText, lowerBound, utf8Length } from "./text.ts";

/** Entries `from` ≤ key < `to`, at most `limit`, ascending unless `reverse`. */
export interface RangeQuery {
  readonly from: string;
  readonly to: string | undefined;
  readonly limit: number;
  readonly reverse: boolean;
}

/** The state as one call sees it: the mirror below, the call's own writes above. */
export class StateOverlay {
  readonly #base: StateMirror;
  readonly #limits: Limits;
  readonly #writes = new Map<string, string | undefined>();
  #bytes: number;

  constructor(base: StateMirror, limits: Limits) {
    this.#base = base;
    this.#limits = limits;
    this.#bytes = base.bytes;
  }

  get(key: string): string | undefined {
    return this.#writes.has(key) ? this.#writes.get(key) : this.#base.get(key);
  }

  /**
   * Sets an entry, or removes it (`undefined`).
   *
   * @throws `BadStateKey`, `StateValueTooLarge`, `TooManyWrites`, `StateFull`
   */
  write(key: string, value: string | undefined): void {
    const { keyBytes, valueBytes, writes, stateBytes } = this.#limits;
    const keyLength = utf8Length(key);
    if (keyLength === 0 || keyLength > keyBytes) throw errors.BadStateKey({ bytes: keyLength, most: keyBytes });
    const length = value === undefined ? 0 : utf8Length(value);
    if (length > valueBytes) throw errors.StateValueTooLarge({ bytes: length, most: valueBytes });
    const before = this.get(key);
    this.#writes.set(key, value);
    if (this.#writes.size > writes) throw errors.TooManyWrites({ most: writes });
    if (before !== undefined) this.#bytes -= keyLength + utf8Length(before);
    if (value !== undefined) this.#bytes += keyLength + length;
    if (this.#bytes > stateBytes) throw errors.StateFull({ most: stateBytes });
  }

  range({ from, to, limit, reverse }: RangeQuery): [string, string][] {
    const below = cut(this.#base.keys(), from, to);
    const above = cut([...this.#writes.keys()].sort(compareText), from, to);
    const found: [string, string][] = [];
    for (const key of merge(below, above, reverse)) {
      if (found.length >= limit) break;
      const value = this.get(key);
      if (value !== undefined) found.push([key, value]);
    }
    return found;
  }

  /** Writes that change something, in key order. */
  changes(): Change[] {
    return [...this.#writes]
      .filter(([key, value]) => this.#base.get(key) !== value)
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, value]) => [key, value ?? null]);
  }
}

function cut(keys: readonly string[], from: string, to: string | undefined): readonly string[] {
  return keys.slice(lowerBound(keys, from), to === undefined ? undefined : lowerBound(keys, to));
}

/** Both sorted lists as one, without repeats, in the direction asked for. */
function* merge(a: readonly string[], b: readonly string[], reverse: boolean): Generator<string> {
  const [left, right] = reverse ? [a.toReversed(), b.toReversed()] : [a, b];
  const sign = reverse ? -1 : 1;
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const x = left[i];
    const y = right[j];
    const order = x === undefined ? 1 : y === undefined ? -1 : sign * compareText(x, y);
    yield (order <= 0 ? x : y) as string;
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
}
