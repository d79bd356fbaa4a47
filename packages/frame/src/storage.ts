import type { Type } from "@pha/codec";
import type { Hasher, KeySpec } from "./state/keys.ts";

/**
 * One storage item: a value, a map or a double map. `K`: its keys; `V`: what is stored; `R`: what reading gives,
 * which is `V` when there is an initial value and may be `undefined` otherwise.
 */
export interface StorageItem<K extends readonly unknown[] = readonly unknown[], V = unknown, R = V | undefined> {
  readonly keys: readonly KeySpec[];
  readonly type: Type<V>;
  /** What reading an absent key gives; it is never stored by reading. */
  readonly initial: V | undefined;
  readonly doc: string;
  /** Only for the compiler. */
  readonly shape?: { readonly keys: K; readonly value: V; readonly read: R };
}

interface Initial<V> {
  readonly initial: V;
  readonly doc: string;
}

interface Plain {
  readonly doc: string;
}

interface Hashed {
  /** `Blake2128Concat` unless the keys cannot be chosen by a stranger. */
  readonly hasher?: Hasher;
}

/** A single value. */
export function value<V>(type: Type<V>, options: Initial<V>): StorageItem<[], V, V>;
export function value<V>(type: Type<V>, options: Plain): StorageItem<[], V, V | undefined>;
export function value<V>(type: Type<V>, options: Plain & { readonly initial?: V }): StorageItem<[], V, unknown> {
  return { keys: [], type, initial: options.initial, doc: options.doc };
}

/** Values by key. */
export function map<K, V>(key: Type<K>, type: Type<V>, options: Initial<V> & Hashed): StorageItem<[key: K], V, V>;
export function map<K, V>(
  key: Type<K>,
  type: Type<V>,
  options: Plain & Hashed,
): StorageItem<[key: K], V, V | undefined>;
export function map<K, V>(
  key: Type<K>,
  type: Type<V>,
  options: Plain & Hashed & { readonly initial?: V },
): StorageItem<[key: K], V, unknown> {
  const { hasher = "Blake2128Concat", initial, doc } = options;
  return { keys: [{ type: key, hasher }], type, initial, doc };
}

/** Values by two keys. */
export function doubleMap<K1, K2, V>(
  first: Type<K1>,
  second: Type<K2>,
  type: Type<V>,
  options: Initial<V> & Hashed,
): StorageItem<[first: K1, second: K2], V, V>;
export function doubleMap<K1, K2, V>(
  first: Type<K1>,
  second: Type<K2>,
  type: Type<V>,
  options: Plain & Hashed,
): StorageItem<[first: K1, second: K2], V, V | undefined>;
export function doubleMap<K1, K2, V>(
  first: Type<K1>,
  second: Type<K2>,
  type: Type<V>,
  options: Plain & Hashed & { readonly initial?: V },
): StorageItem<[first: K1, second: K2], V, unknown> {
  const { hasher = "Blake2128Concat", initial, doc } = options;
  return {
    keys: [
      { type: first, hasher },
      { type: second, hasher },
    ],
    type,
    initial,
    doc,
  };
}

/** Name of a storage item in keys, metadata and URLs. */
export const itemName = (field: string): string => field.charAt(0).toUpperCase() + field.slice(1);
