import { errors as codecErrors, decode, type ErrorMaker, encode, type Hex } from "@pha/codec";
import { type Collection, isCollection } from "../collections.ts";
import type { AnyPallet } from "../spec.ts";
import { itemName, type StorageItem } from "../storage.ts";
import { type CollectionAccess, type CollectionReads, collectionOf } from "./collections.ts";
import { keyMaker } from "./keys.ts";
import { lazily } from "./lazily.ts";
import { NotLoaded, type StateView } from "./view.ts";

/** The keys of one entry in a list of entries: a map by one key takes it as it is. */
export type EntryOf<K extends readonly unknown[]> = K extends readonly [infer One] ? One : K;

/** Reading of one storage item. */
export interface Reads<K extends readonly unknown[], R> {
  /** The value, the item's initial value, or `undefined`. */
  get(...keys: K): R;
  /** Values of many entries. Keys that are not loaded are named together. */
  getMany(entries: readonly EntryOf<K>[]): readonly R[];
  /** Whether a value is stored: an initial value is not. */
  has(...keys: K): boolean;
  /** Its storage key. */
  key(...keys: K): Hex;
}

/** Reading and writing of one storage item. */
export interface Access<K extends readonly unknown[], V, R> extends Reads<K, R> {
  /** @throws the pallet's `overflow` error when the value is longer than its type allows. */
  put(...args: [...keys: K, value: V]): void;
  remove(...keys: K): void;
  /** Reads and removes. */
  take(...keys: K): R;
  /** Writes what `change` makes of the value, and gives it; `undefined` removes. */
  mutate<W extends V | undefined>(...args: [...keys: K, change: (value: R) => W]): W;
}

type ItemReads<I> =
  I extends Collection<infer Kind, infer S, infer K, infer V>
    ? CollectionReads<S, K, V>[Kind]
    : I extends StorageItem<infer K, infer _V, infer R>
      ? Reads<K, R>
      : never;
type ItemAccess<I> =
  I extends Collection<infer Kind, infer S, infer K, infer V>
    ? CollectionAccess<S, K, V>[Kind]
    : I extends StorageItem<infer K, infer V, infer R>
      ? Access<K, V, R>
      : never;

/** Typed reads of a pallet's storage. */
export type Reader<P extends AnyPallet> = { readonly [Name in keyof P["storage"]]: ItemReads<P["storage"][Name]> };

/** Typed reads and writes of a pallet's storage. */
export type Accessors<P extends AnyPallet> = {
  readonly [Name in keyof P["storage"]]: ItemAccess<P["storage"][Name]>;
};

/** A view that can be written. */
export interface WritableState extends StateView {
  put(key: Hex, value: Uint8Array | undefined): void;
}

interface ItemCodec {
  readonly item: StorageItem;
  readonly key: (keys: readonly unknown[]) => Hex;
  readonly encode: (value: unknown) => Uint8Array;
}

const codecs = new WeakMap<AnyPallet, ReadonlyMap<string, ItemCodec>>();

/** Keys and types of a pallet's items, made once. */
function codecsOf(pallet: AnyPallet): ReadonlyMap<string, ItemCodec> {
  const known = codecs.get(pallet);
  if (known) return known;
  const made = new Map<string, ItemCodec>();
  for (const [field, item] of Object.entries<StorageItem>(pallet.items))
    made.set(field, {
      item,
      key: keyMaker(pallet.name, itemName(field), item.keys),
      encode: encoderOf(item, item.overflow === undefined ? undefined : pallet.errors[item.overflow]),
    });
  codecs.set(pallet, made);
  return made;
}

function encoderOf({ type }: StorageItem, overflow: ErrorMaker | undefined): ItemCodec["encode"] {
  if (!overflow) return (value) => encode(type, value);
  return (value) => {
    try {
      return encode(type, value);
    } catch (error) {
      throw codecErrors.TooLong.is(error) ? overflow(error.data, error) : error;
    }
  };
}

function read({ item, key }: ItemCodec, state: StateView): Reads<readonly unknown[], unknown> {
  const single = item.keys.length === 1;
  const decoded = (bytes: Uint8Array | undefined) => (bytes === undefined ? item.initial : decode(item.type, bytes));
  return {
    get: (...keys) => decoded(state.get(key(keys))),
    getMany: (entries) =>
      getAll(
        state,
        entries.map((entry) => key(single ? [entry] : (entry as unknown[]))),
      ).map(decoded),
    has: (...keys) => state.get(key(keys)) !== undefined,
    key: (...keys) => key(keys),
  };
}

/** Values of many keys; those that are not loaded are named together. */
function getAll(state: StateView, keys: readonly Hex[]): (Uint8Array | undefined)[] {
  const missing: Hex[] = [];
  const values = keys.map((key) => {
    try {
      return state.get(key);
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error;
      missing.push(...error.keys);
      return undefined;
    }
  });
  if (missing.length > 0) throw new NotLoaded(missing);
  return values;
}

function write(codec: ItemCodec, state: WritableState): Access<readonly unknown[], unknown, unknown> {
  const { item, key, encode } = codec;
  const count = item.keys.length;
  const reads = read(codec, state);
  const put = (keys: readonly unknown[], value: unknown) => state.put(key(keys), encode(value));
  const remove = (...keys: readonly unknown[]) => state.put(key(keys), undefined);
  return {
    ...reads,
    put: (...args) => put(args.slice(0, count), args[count]),
    remove,
    take(...keys) {
      const value = reads.get(...keys);
      remove(...keys);
      return value;
    },
    mutate(...args) {
      const keys = args.slice(0, count);
      const changed = (args[count] as (value: unknown) => never)(reads.get(...keys));
      if (changed === undefined) remove(...keys);
      else put(keys, changed);
      return changed;
    },
  };
}

/** Makes what stands for an item over a state. */
type Make = (codec: ItemCodec, state: never) => object;
type Shape = new (state: StateView) => object;

/** Over every state that is read or written a pallet has the same shape, and few items are used: each is made when it is. */
const shapes = new Map<Make, WeakMap<AnyPallet, Shape>>();

function shapeOf(pallet: AnyPallet, make: Make): Shape {
  const known = shapes.get(make) ?? new WeakMap<AnyPallet, Shape>();
  const shape = known.get(pallet) ?? shapeFrom(pallet, make);
  shapes.set(make, known.set(pallet, shape));
  return shape;
}

/** Class of a pallet's storage: one field for each item or collection that it declares. */
function shapeFrom(pallet: AnyPallet, make: Make): Shape {
  const codecs = codecsOf(pallet);
  const one = (field: string, state: StateView) => make(codecs.get(field) as ItemCodec, state as never);
  const makers = Object.entries<StorageItem | Collection>(pallet.storage).map(([field, declared]) => {
    if (!isCollection(declared)) return [field, (state: StateView) => one(field, state)] as const;
    const overflow = declared.bound && pallet.errors[declared.bound.overflow];
    const parts = (state: StateView) => (part: string) => one(`${field}${part}`, state) as never;
    return [field, (state: StateView) => collectionOf(declared, parts(state), overflow)] as const;
  });
  return lazily(makers);
}

const readers = new WeakMap<StateView, Map<AnyPallet, Reader<AnyPallet>>>();

/** Typed reads of a pallet's items over a view. */
export function readState<P extends AnyPallet>(pallet: P, state: StateView): Reader<P> {
  const known = readers.get(state) ?? new Map<AnyPallet, Reader<AnyPallet>>();
  const reader = known.get(pallet);
  if (reader) return reader as Reader<P>;
  const reads = new (shapeOf(pallet, read))(state);
  known.set(pallet, reads as Reader<AnyPallet>);
  readers.set(state, known);
  return reads as Reader<P>;
}

/** Typed reads and writes of a pallet's items over a state. */
export const accessState = <P extends AnyPallet>(pallet: P, state: WritableState): Accessors<P> =>
  new (shapeOf(pallet, write))(state) as Accessors<P>;

/** Storage keys of a pallet's items, without any state: `storageKeys(system).account.key(id)`. */
export const storageKeys = <P extends AnyPallet>(pallet: P): Reader<P> => readState(pallet, nothing);

const nothing: StateView = { get: () => undefined };
