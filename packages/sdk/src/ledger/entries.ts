import { decode, fromHex, type Hex, type Json, toHex, toJson } from "@pha/codec";
import {
  type AnyPallet,
  itemName,
  itemPrefix,
  keyPrefix,
  readKeys,
  type StateView,
  type StorageItem,
} from "@pha/frame";
import { errors } from "../errors.ts";
import { expectValue } from "../given/call.ts";
import { badParameter, type Checks, expectCount, expectList, expectStorageKey } from "../given/parameter.ts";
import { context } from "../transport/client.ts";
import type { Chain } from "./chain.ts";

/** Which entries of a map. */
export interface EntriesOptions {
  /** Only those below these first keys. */
  readonly keys?: readonly unknown[];
  /** `next` of the page before. */
  readonly after?: Hex;
  /** At most so many, up to 100; 20 when absent. */
  readonly limit?: number;
}

/** Entries of a map, in the order of their storage keys. */
export interface EntriesPage<K, V> {
  readonly entries: readonly { readonly keys: K; readonly value: V }[];
  /** Begins the next page; absent behind the last one. */
  readonly next: Hex | undefined;
}

/** A page of what a pallet stores under a name. */
export type EntriesOf<I> =
  I extends StorageItem<infer K, infer V, unknown> ? EntriesPage<K, V> : EntriesPage<unknown[], unknown>;

export const entriesOptions: Checks<EntriesOptions> = { keys: expectList, after: expectStorageKey, limit: expectCount };

/** Reads values that are proven. */
type Read = <T>(read: (state: StateView) => T) => Promise<T>;

/**
 * A page of a map's entries: which there are is the chain's word, what each is is proven.
 *
 * @throws `sdk.BadParameter`; `sdk.UnexpectedReply` for entries of something else, or in another order
 */
export async function listEntries(
  chain: Chain,
  read: Read,
  { name: pallet, items }: AnyPallet,
  field: string,
  { keys = [], after, limit }: EntriesOptions,
): Promise<EntriesPage<unknown[], unknown>> {
  const spec = Object.hasOwn(items, field) ? items[field] : undefined;
  if (spec === undefined) throw badParameter("item", `one of ${Object.keys(items).join(", ")}`, field);
  const item = itemName(field);
  const all = itemPrefix(pallet, item);
  const types = spec.keys.slice(0, keys.length).map(({ type }) => type);
  if (keys.length > types.length) throw badParameter("keys", `at most ${types.length} of ${pallet}.${item}`, keys);
  for (const [i, type] of types.entries()) expectValue(`key ${i + 1} of ${pallet}.${item}`, type, keys[i]);
  const key = types.map((type, i) => textOf(toJson(type, keys[i], context)));
  const page = { ...(after !== undefined && { after: fromHex(after) }), ...(limit !== undefined && { limit }) };
  const listed = await chain.state.entries({ pallet, item, key, ...page, at: "finalized" });
  const storageKeys = listed.entries.map(({ storageKey }) => toHex(storageKey));
  const prefix = keyPrefix(all, spec.keys, keys);
  const isPage = storageKeys.every((one, i) => one.startsWith(prefix) && one > (storageKeys[i - 1] ?? after ?? "0x"));
  if (!isPage) throw errors.UnexpectedReply({ pallet, item });
  const values = await read((state) => storageKeys.map((one) => state.get(one)));
  return {
    entries: storageKeys.flatMap((one, i) => {
      const bytes = values[i]; // what is gone since it was listed is in no page
      return bytes === undefined ? [] : [{ keys: readKeys(all, spec.keys, one), value: decode(spec.type, bytes) }];
    }),
    next: listed.next && toHex(listed.next),
  };
}

/** A key as URLs have it. */
const textOf = (key: Json): string => (typeof key === "string" ? key : JSON.stringify(key));
