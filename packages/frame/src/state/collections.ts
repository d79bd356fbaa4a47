import type { ErrorMaker } from "@pha/codec";
import type { Collection } from "../collections.ts";
import type { Access, Reads } from "./access.ts";

/** Reading of the collections of a scope `S`. */
export interface CollectionReads<S extends readonly unknown[], K, V> {
  readonly indexed: Reads<readonly [...S, K], V | undefined> & {
    count(...scope: S): number;
    /** The key at a position. */
    at(...args: [...scope: S, position: number]): K | undefined;
    /** At most `max` entries, from a position on. */
    page(...args: [...scope: S, from: number, max: number]): readonly (readonly [key: K, value: V])[];
  };
  readonly list: Reads<readonly [...S, number], V | undefined> & {
    count(...scope: S): number;
    /** At most `max` values, from a number on. */
    page(...args: [...scope: S, from: number, max: number]): readonly V[];
  };
  readonly queue: {
    /** How many wait. */
    length(...scope: S): number;
    /** The first that came of those that wait. */
    first(...scope: S): V | undefined;
  };
}

/** Reading and writing of the collections of a scope `S`. */
export interface CollectionAccess<S extends readonly unknown[], K, V> {
  /** Adding an entry throws the pallet's `overflow` error where there are `max` already. */
  readonly indexed: CollectionReads<S, K, V>["indexed"] & Access<readonly [...S, K], V, V | undefined>;
  readonly list: CollectionReads<S, K, V>["list"] & {
    /**
     * Gives the value's number.
     *
     * @throws the pallet's `overflow` error where there are `max` already.
     */
    append(...args: [...scope: S, value: V]): number;
    /** Takes the last one away. */
    pop(...scope: S): V | undefined;
  };
  readonly queue: CollectionReads<S, K, V>["queue"] & {
    /** @throws the pallet's `overflow` error when `max` wait already. */
    push(...args: [...scope: S, value: V]): void;
    /** Takes the first one away. */
    shift(...scope: S): V | undefined;
  };
}

// biome-ignore lint/suspicious/noExplicitAny: parts of every key and value type come by name
type Part = { readonly [F in keyof Access<[], unknown, unknown>]: (...args: readonly any[]) => any };
type Parts = (part: string) => Part;
type Args = readonly unknown[];

/** Functions of a collection, made of those of its items. Types hide the writing ones where the items only read. */
export function collectionOf({ collection, scope, bound }: Collection, parts: Parts, overflow?: ErrorMaker): object {
  const check: Check = (count) => {
    if (bound && overflow && count >= bound.max) throw overflow({ max: bound.max });
  };
  return { indexed, list, queue }[collection](parts, scope, check);
}

/** Called with how many there are before one is added. */
type Check = (count: number) => void;

/** Numbers of a page that exist. */
const pageOf = (count: number, from: number, max: number): number[] =>
  Array.from({ length: Math.max(0, Math.min(max, count - from)) }, (_, i) => from + i);

/** Entries for `getMany`: a map by one key takes it bare. */
const entries = (scope: Args, keys: Args): Args => (scope.length === 0 ? keys : keys.map((key) => [...scope, key]));

function indexed(parts: Parts, size: number, check: Check) {
  const [values, count, at, index] = [parts(""), parts("Count"), parts("At"), parts("Index")];
  const insert = (keys: Args) => {
    const scope = keys.slice(0, size);
    const end: number = count.get(...scope);
    check(end);
    at.put(...scope, end, keys[size]);
    index.put(...keys, end);
    count.put(...scope, end + 1);
  };
  const remove = (...keys: Args) => {
    const position: number | undefined = index.get(...keys);
    if (position === undefined) return;
    const scope = keys.slice(0, size);
    const last = count.get(...scope) - 1;
    const moved = at.get(...scope, last);
    if (position !== last) {
      at.put(...scope, position, moved);
      index.put(...scope, moved, position);
    }
    at.remove(...scope, last);
    index.remove(...keys);
    values.remove(...keys);
    count.put(...scope, last);
  };
  const put = (...args: Args) => {
    const keys = args.slice(0, size + 1);
    if (!values.has(...keys)) insert(keys);
    values.put(...args);
  };
  return {
    ...values,
    count: (...scope: Args) => count.get(...scope),
    at: (...args: Args) => at.get(...args),
    page(...args: Args) {
      const scope = args.slice(0, size);
      const [from, max] = args.slice(size) as [number, number];
      const keys: Args = at.getMany(entries(scope, pageOf(count.get(...scope), from, max)));
      const found = values.getMany(entries(scope, keys));
      return keys.map((key, i) => [key, found[i]]);
    },
    put,
    remove,
    take(...keys: Args) {
      const value = values.get(...keys);
      remove(...keys);
      return value;
    },
    mutate(...args: Args) {
      const keys = args.slice(0, size + 1);
      const changed = (args[size + 1] as (value: unknown) => unknown)(values.get(...keys));
      if (changed === undefined) remove(...keys);
      else put(...keys, changed);
      return changed;
    },
  };
}

function list(parts: Parts, size: number, check: Check) {
  const [values, count] = [parts(""), parts("Count")];
  const { get, getMany, has, key } = values;
  return {
    get,
    getMany,
    has,
    key,
    count: (...scope: Args) => count.get(...scope),
    page(...args: Args) {
      const scope = args.slice(0, size);
      const [from, max] = args.slice(size) as [number, number];
      return getMany(entries(scope, pageOf(count.get(...scope), from, max)));
    },
    append(...args: Args) {
      const scope = args.slice(0, size);
      const end: number = count.get(...scope);
      check(end);
      values.put(...scope, end, args[size]);
      count.put(...scope, end + 1);
      return end;
    },
    pop(...scope: Args) {
      const length = count.get(...scope);
      if (length === 0) return undefined;
      count.put(...scope, length - 1);
      return values.take(...scope, length - 1);
    },
  };
}

function queue(parts: Parts, size: number, check: Check) {
  const [values, ends] = [parts(""), parts("Ends")];
  const length = (...scope: Args) => {
    const { head, tail } = ends.get(...scope);
    return Number(tail - head);
  };
  return {
    length,
    first: (...scope: Args) => values.get(...scope, ends.get(...scope).head),
    push(...args: Args) {
      const scope = args.slice(0, size);
      const { head, tail } = ends.get(...scope);
      check(Number(tail - head));
      values.put(...scope, tail, args[size]);
      ends.put(...scope, { head, tail: tail + 1n });
    },
    shift(...scope: Args) {
      const { head, tail } = ends.get(...scope);
      if (head === tail) return undefined;
      ends.put(...scope, { head: head + 1n, tail });
      return values.take(...scope, head);
    },
  };
}
