import { decode, encode, type Hex } from "@pha/codec";
import type { AnyPallet } from "../spec.ts";
import { itemName, type StorageItem } from "../storage.ts";
import { keyMaker } from "./keys.ts";
import type { StateView } from "./view.ts";

/** Reading of one storage item. */
export interface Reads<K extends readonly unknown[], R> {
  /** The value, the item's initial value, or `undefined`. */
  get(...keys: K): R;
  /** Whether a value is stored: an initial value is not. */
  has(...keys: K): boolean;
  /** Its storage key. */
  key(...keys: K): Hex;
}

/** Reading and writing of one storage item. */
export interface Access<K extends readonly unknown[], V, R> extends Reads<K, R> {
  put(...args: [...keys: K, value: V]): void;
  remove(...keys: K): void;
}

type ItemReads<I> = I extends StorageItem<infer K, infer _V, infer R> ? Reads<K, R> : never;
type ItemAccess<I> = I extends StorageItem<infer K, infer V, infer R> ? Access<K, V, R> : never;

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
}

const codecs = new WeakMap<AnyPallet, ReadonlyMap<string, ItemCodec>>();

/** Keys and types of a pallet's items, made once. */
function codecsOf(pallet: AnyPallet): ReadonlyMap<string, ItemCodec> {
  const known = codecs.get(pallet);
  if (known) return known;
  const made = new Map<string, ItemCodec>();
  for (const [field, item] of Object.entries<StorageItem>(pallet.storage))
    made.set(field, { item, key: keyMaker(pallet.name, itemName(field), item.keys) });
  codecs.set(pallet, made);
  return made;
}

function read({ item, key }: ItemCodec, state: StateView) {
  return {
    get(...keys: unknown[]) {
      const bytes = state.get(key(keys));
      return bytes === undefined ? item.initial : decode(item.type, bytes);
    },
    has: (...keys: unknown[]) => state.get(key(keys)) !== undefined,
    key: (...keys: unknown[]) => key(keys),
  };
}

function write({ item, key }: ItemCodec, state: WritableState) {
  const keyCount = item.keys.length;
  return {
    put: (...args: unknown[]) => state.put(key(args.slice(0, keyCount)), encode(item.type, args[keyCount])),
    remove: (...keys: unknown[]) => state.put(key(keys), undefined),
  };
}

const readers = new WeakMap<StateView, Map<AnyPallet, Reader<AnyPallet>>>();

/** Typed reads of a pallet's items over a view. */
export function readState<P extends AnyPallet>(pallet: P, state: StateView): Reader<P> {
  const known = readers.get(state) ?? new Map<AnyPallet, Reader<AnyPallet>>();
  const reader = known.get(pallet);
  if (reader) return reader as Reader<P>;
  const reads: Record<string, unknown> = {};
  for (const [field, codec] of codecsOf(pallet)) reads[field] = read(codec, state);
  known.set(pallet, reads as Reader<AnyPallet>);
  readers.set(state, known);
  return reads as Reader<P>;
}

/** Typed reads and writes of a pallet's items over a state. */
export function accessState<P extends AnyPallet>(pallet: P, state: WritableState): Accessors<P> {
  const accessors: Record<string, unknown> = {};
  for (const [field, codec] of codecsOf(pallet)) accessors[field] = { ...read(codec, state), ...write(codec, state) };
  return accessors as Accessors<P>;
}

/** Storage keys of a pallet's items, without any state: `storageKeys(system).account.key(id)`. */
export const storageKeys = <P extends AnyPallet>(pallet: P): Reader<P> => readState(pallet, nothing);

const nothing: StateView = { get: () => undefined };
