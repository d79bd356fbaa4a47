import type { Change } from "./call.ts";
import { entryCost } from "./entry-cost.ts";
import { errors } from "./errors.ts";
import type { Limits } from "./limits.ts";
import type { StateMirror } from "./mirror.ts";
import { compareText, insertSorted, lowerBound, utf8Length } from "./text.ts";

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
  /** Keys of the writes, in order. */
  readonly #sorted: string[] = [];
  #bytes: number;

  constructor(base: StateMirror, limits: Limits) {
    this.#base = base;
    this.#limits = limits;
    this.#bytes = base.bytes;
  }

  /** Entries that the call has written or removed. */
  get written(): number {
    return this.#writes.size;
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
    if (!this.#writes.has(key)) insertSorted(this.#sorted, key);
    this.#writes.set(key, value);
    if (this.#writes.size > writes) throw errors.TooManyWrites({ most: writes });
    this.#bytes += entryCost(key, value) - entryCost(key, before);
    if (this.#bytes > stateBytes) throw errors.StateFull({ most: stateBytes });
  }

  *range({ from, to, limit, reverse }: RangeQuery): Generator<[key: string, value: string]> {
    const below = cut(this.#base.keys(), from, to);
    const above = cut(this.#sorted, from, to);
    let found = 0;
    for (const key of merge(below, above, reverse)) {
      if (found >= limit) return;
      const value = this.get(key);
      if (value === undefined) continue;
      found++;
      yield [key, value];
    }
  }

  /** Writes that change something, in key order. */
  changes(): Change[] {
    return this.#sorted
      .filter((key) => this.#base.get(key) !== this.#writes.get(key))
      .map((key) => [key, this.#writes.get(key) ?? null]);
  }
}

/** A part of a sorted list: of a long one nothing is copied. */
interface Cut {
  readonly keys: readonly string[];
  readonly first: number;
  /** Behind the last. */
  readonly end: number;
}

const cut = (keys: readonly string[], from: string, to: string | undefined): Cut => ({
  keys,
  first: lowerBound(keys, from),
  end: to === undefined ? keys.length : lowerBound(keys, to),
});

/** Both sorted lists as one, without repeats, in the direction asked for. */
function* merge(a: Cut, b: Cut, reverse: boolean): Generator<string> {
  const [left, right] = [walk(a, reverse), walk(b, reverse)];
  const sign = reverse ? -1 : 1;
  let x = left.next();
  let y = right.next();
  while (!x.done || !y.done) {
    const order = x.done ? 1 : y.done ? -1 : sign * compareText(x.value, y.value);
    yield (order <= 0 ? x : y).value as string;
    if (order <= 0) x = left.next();
    if (order >= 0) y = right.next();
  }
}

function* walk({ keys, first, end }: Cut, reverse: boolean): Generator<string, undefined> {
  if (reverse) for (let i = end - 1; i >= first; i--) yield keys[i] as string;
  else for (let i = first; i < end; i++) yield keys[i] as string;
}
