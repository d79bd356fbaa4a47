import type { AnyType, Type, TypeOf } from "@pha/codec";
import type { Hasher, KeySpec } from "./state/keys.ts";

/**
 * One storage item: a value, or a map by any number of keys. `K`: its keys; `V`: what is stored; `R`: what reading
 * gives, which is `V` when there is an initial value and may be `undefined` otherwise.
 */
export interface StorageItem<K extends readonly unknown[] = readonly unknown[], V = unknown, R = V | undefined> {
  readonly keys: readonly KeySpec[];
  readonly type: Type<V>;
  /** Value of an absent key; reading never stores it. */
  readonly initial: V | undefined;
  readonly doc: string;
  /** Name of the pallet's error for a value that is longer than its type allows. */
  readonly overflow: string | undefined;
  /** Only for the compiler. */
  readonly shape?: { readonly keys: K; readonly value: V; readonly read: R };
}

interface Initial<V> extends Plain {
  readonly initial: V;
}

interface Plain {
  readonly doc: string;
  /** Name of the pallet's error for a value that is longer than its type allows: bounded vectors have one. */
  readonly overflow?: string;
}

interface Hashed {
  /** `Blake2128Concat` unless the keys cannot be chosen by a stranger. */
  readonly hasher?: Hasher;
}

/** One key's type, or a list of them. */
export type KeyTypes = AnyType | readonly AnyType[];

/** The keys of a map as its functions take them, one after another. */
export type KeysOf<K extends KeyTypes> = K extends readonly AnyType[]
  ? { -readonly [I in keyof K]: TypeOf<K[I]> }
  : [key: TypeOf<K>];

/** A single value. */
export function value<V>(type: Type<V>, options: Initial<V>): StorageItem<[], V, V>;
export function value<V>(type: Type<V>, options: Plain): StorageItem<[], V, V | undefined>;
export function value<V>(
  type: Type<V>,
  { initial, doc, overflow }: Plain & { readonly initial?: V },
): StorageItem<[], V, unknown> {
  return { keys: [], type, initial, doc, overflow };
}

/** Values by one key, or by several: `map([AccountId, u32], Vote, …)`. */
export function map<const K extends KeyTypes, V>(
  keys: K,
  type: Type<V>,
  options: Initial<V> & Hashed,
): StorageItem<KeysOf<K>, V, V>;
export function map<const K extends KeyTypes, V>(
  keys: K,
  type: Type<V>,
  options: Plain & Hashed,
): StorageItem<KeysOf<K>, V, V | undefined>;
export function map<const K extends KeyTypes, V>(
  keys: K,
  type: Type<V>,
  { hasher = "Blake2128Concat", initial, doc, overflow }: Plain & Hashed & { readonly initial?: V },
): StorageItem<KeysOf<K>, V, unknown> {
  return { keys: typesOf(keys).map((key) => ({ type: key, hasher })), type, initial, doc, overflow };
}

/** The types of keys as a list. */
export const typesOf = (keys: KeyTypes): readonly AnyType[] => (isList(keys) ? keys : [keys]);

const isList = (keys: KeyTypes): keys is readonly AnyType[] => Array.isArray(keys);

/** Name of a storage item in keys, metadata and URLs. */
export const itemName = (field: string): string => field.charAt(0).toUpperCase() + field.slice(1);
