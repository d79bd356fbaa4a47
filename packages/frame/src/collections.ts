import { type AnyType, struct, type Type, u32, u64 } from "@pha/codec";
import type { Hasher, KeySpec } from "./state/keys.ts";
import { type KeysOf, type KeyTypes, type StorageItem, typesOf } from "./storage.ts";

/**
 * Several storage items that together can be enumerated. A hashed tree proves no listing complete, so whatever has to
 * be gone through is counted in the state itself. `S`: keys of which each has a collection of its own.
 */
export interface Collection<
  Kind extends "indexed" | "list" | "queue" = "indexed" | "list" | "queue",
  S extends readonly unknown[] = readonly unknown[],
  K = unknown,
  V = unknown,
> {
  readonly collection: Kind;
  /** The ordinary items it stands for, by what is put behind its name. */
  readonly parts: Readonly<Record<string, StorageItem>>;
  /** How many keys say which collection it is. */
  readonly scope: number;
  readonly bound: Bound | undefined;
  /** Only for the compiler. */
  readonly shape?: { readonly scope: S; readonly key: K; readonly value: V };
}

/** Most values at a time, and the name of the pallet's error beyond. */
interface Bound {
  readonly max: number;
  readonly overflow: string;
}

/** Both or neither. */
type Unbounded = { readonly [K in keyof Bound]?: undefined };

const boundOf = ({ max, overflow }: Bound | Unbounded): Bound | undefined =>
  max === undefined ? undefined : { max, overflow };

interface Options<B extends KeyTypes> {
  readonly doc: string;
  /** Keys of which each has a collection of its own: `list(Vote, { by: ReferendumId, … })`. */
  readonly by?: B;
  /** Of the keys; `Blake2128Concat` unless they cannot be chosen by a stranger. */
  readonly hasher?: Hasher;
}

interface Absent<V> {
  /** What clients read under a key that has no entry; by default nothing. */
  readonly initial?: V;
}

/** Positions are dense: nobody chooses them. */
const position = (type: AnyType): KeySpec => ({ type, hasher: "Twox64Concat" });
const item = <V>(keys: readonly KeySpec[], type: Type<V>, doc: string, initial?: V): StorageItem =>
  ({ keys, type, initial, doc, overflow: undefined }) as StorageItem;

const specsOf = ({ by, hasher = "Blake2128Concat" }: Pick<Options<KeyTypes>, "by" | "hasher">, ...more: AnyType[]) =>
  [...(by === undefined ? [] : typesOf(by)), ...more].map((type): KeySpec => ({ type, hasher }));

/**
 * A map that can be gone through page by page, of at most `max` entries if it has one. Inserting and removing cost the same however many there are; removing
 * moves the last entry into the gap, so positions change.
 *
 * Items: values by key, `Count`, keys by position (`At`), positions by key (`Index`).
 */
export function indexedMap<K, V, const B extends KeyTypes = readonly []>(
  key: Type<K>,
  type: Type<V>,
  options: Options<B> & (Bound | Unbounded) & Absent<V>,
): Collection<"indexed", KeysOf<B>, K, V> {
  const scope = specsOf(options);
  const keys = specsOf(options, key);
  const parts = {
    "": item(keys, type, options.doc, options.initial),
    Count: item(scope, u32, "How many entries there are.", 0),
    At: item([...scope, position(u32)], key, "Keys by position, from 0 without gaps."),
    Index: item(keys, u32, "Positions by key."),
  };
  return { collection: "indexed", parts, scope: scope.length, bound: boundOf(options) };
}

/**
 * Values in the order of their appending, numbered from 0; at most `max` if it has one.
 *
 * Items: values by number, `Count`.
 */
export function list<V, const B extends KeyTypes = readonly []>(
  type: Type<V>,
  options: Options<B> & (Bound | Unbounded),
): Collection<"list", KeysOf<B>, number, V> {
  const scope = specsOf(options);
  const parts = {
    "": item([...scope, position(u32)], type, options.doc),
    Count: item(scope, u32, "How many there are.", 0),
  };
  return { collection: "list", parts, scope: scope.length, bound: boundOf(options) };
}

/**
 * Values that leave in the order in which they came; at most `max` wait.
 *
 * Items: values by number, `Ends`: the number of the next to leave and of the next to come.
 */
export function queue<V, const B extends KeyTypes = readonly []>(
  type: Type<V>,
  options: Options<B> & Bound,
): Collection<"queue", KeysOf<B>, bigint, V> {
  const scope = specsOf(options);
  const parts = {
    "": item([...scope, position(u64)], type, options.doc),
    Ends: item(scope, Ends, "Numbers of the next to leave and of the next to come.", { head: 0n, tail: 0n }),
  };
  return { collection: "queue", parts, scope: scope.length, bound: boundOf(options) };
}

const Ends = struct({ head: u64, tail: u64 });

export const isCollection = (declared: StorageItem | Collection): declared is Collection => "collection" in declared;
