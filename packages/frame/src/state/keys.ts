import { concat, encode, fromHex, type Hex, Reader, Recent, type Type, toHex, utf8 } from "@pha/codec";
import { blake2b128, twox64, twox128 } from "@pha/crypto";

/** How a key of a map becomes part of a storage key. Each keeps the key itself readable at its end. */
export type Hasher = "Blake2128Concat" | "Twox64Concat" | "Identity";

/** One key of a map. */
export interface KeySpec {
  // biome-ignore lint/suspicious/noExplicitAny: keys of every type stand in one list
  readonly type: Type<any>;
  readonly hasher: Hasher;
}

/** Bytes before the key itself. */
const hashBytes: Record<Hasher, number> = { Blake2128Concat: 16, Twox64Concat: 8, Identity: 0 };

const hashers: Record<Hasher, (bytes: Uint8Array) => Uint8Array> = {
  Blake2128Concat: (bytes) => concat(blake2b128(bytes), bytes),
  Twox64Concat: (bytes) => concat(twox64(bytes), bytes),
  Identity: (bytes) => bytes,
};

/** Hashing a key costs more than reading a value, and accounts come again and again. */
const maxCached = 32_768;

/** First 32 bytes of all keys of an item: `twox128(Pallet) ‖ twox128(Item)`. */
export const itemPrefix = (pallet: string, item: string): Hex =>
  toHex(concat(twox128(utf8(pallet)), twox128(utf8(item))));

/** What all storage keys of an item begin with that have these keys first. */
export function keyPrefix(prefix: Hex, specs: readonly KeySpec[], keys: readonly unknown[]): Hex {
  let key: string = prefix;
  for (const [i, { type, hasher }] of specs.slice(0, keys.length).entries())
    key += toHex(hashers[hasher](encode(type, keys[i]))).slice(2);
  return key as Hex;
}

/** The keys that a storage key of an item ends with. */
export function readKeys(prefix: Hex, specs: readonly KeySpec[], storageKey: Hex): unknown[] {
  const reader = new Reader(fromHex(storageKey));
  reader.take(fromHex(prefix).length);
  return specs.map(({ type, hasher }) => {
    reader.take(hashBytes[hasher]);
    return type.read(reader);
  });
}

/** Makes the storage keys of one item, remembering those of text and number keys. */
export function keyMaker(pallet: string, item: string, specs: readonly KeySpec[]): (keys: readonly unknown[]) => Hex {
  const prefix = itemPrefix(pallet, item);
  const cache = new Recent<unknown, Hex>(maxCached);
  const make = (keys: readonly unknown[]): Hex => keyPrefix(prefix, specs, keys);
  if (specs.length === 0) return () => prefix;
  return (keys) => {
    const [first] = keys;
    if (specs.length > 1 || (typeof first !== "string" && typeof first !== "number")) return make(keys);
    const known = cache.get(first);
    if (known !== undefined) return known;
    const key = make(keys);
    cache.set(first, key);
    return key;
  };
}
