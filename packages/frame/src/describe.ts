import {
  type AnyType,
  decode,
  fromJson,
  type Hex,
  inField,
  type Json,
  type JsonContext,
  type JsonSchema,
  nearest,
  struct,
  toJson,
} from "@pha/codec";
import { acceptsText } from "./accepts.ts";
import { errors } from "./errors.ts";
import { type AnyPallet, type CallSpec, type ConstantSpec, constantValue, type EventSpec } from "./spec.ts";
import { itemPrefix, keyPrefix, readKeys } from "./state/keys.ts";
import type { StateView } from "./state/view.ts";
import { itemName, type StorageItem } from "./storage.ts";

/** One storage item as REST and documents show it. */
export interface ItemDescription {
  readonly pallet: string;
  readonly item: string;
  readonly doc: string;
  readonly keys: readonly JsonSchema[];
  readonly value: JsonSchema;
}

/** One call as REST and documents show it. */
export interface CallDescription {
  readonly pallet: string;
  readonly call: string;
  readonly origin: string;
  readonly doc: string;
  readonly args: JsonSchema;
}

/** A pallet as REST and documents show it. */
export interface PalletDescription {
  readonly name: string;
  readonly index: number;
  readonly doc: string;
  readonly storage: readonly ItemDescription[];
  readonly calls: readonly CallDescription[];
  readonly events: readonly { readonly name: string; readonly doc: string; readonly fields: JsonSchema }[];
  readonly errors: readonly {
    readonly name: string;
    readonly index: number;
    readonly kind: string;
    readonly doc: string;
  }[];
  readonly constants: readonly { readonly name: string; readonly doc: string; readonly value: Json }[];
}

/** Everything about a pallet that can be said in JSON; constants are those of the state. */
export function describePallet(pallet: AnyPallet, context: JsonContext, state: StateView): PalletDescription {
  return {
    name: pallet.name,
    index: pallet.index,
    doc: pallet.doc,
    storage: Object.entries<StorageItem>(pallet.items).map(([field, item]) => ({
      pallet: pallet.name,
      item: itemName(field),
      doc: item.doc,
      keys: item.keys.map(({ type }) => type.schema),
      value: item.type.schema,
    })),
    calls: Object.entries<CallSpec>(pallet.calls).map(([name, { origin, doc, type }]) => ({
      pallet: pallet.name,
      call: name,
      origin: acceptsText(origin),
      doc,
      args: type.schema,
    })),
    events: Object.entries<EventSpec>(pallet.events).map(([name, { doc, fields }]) => ({
      name,
      doc,
      fields: struct(fields).schema,
    })),
    errors: Object.entries(pallet.errorSpecs).map(([name, { index, kind, doc }]) => ({ name, index, kind, doc })),
    constants: Object.entries<ConstantSpec>(pallet.constants).map(([name, spec]) => ({
      name,
      doc: spec.doc,
      value: toJson(spec.type, constantValue(spec, state), context),
    })),
  };
}

/** One storage item and the form of its key and value. */
export interface StateItem {
  readonly pallet: AnyPallet;
  /** As the pallet's storage names it. */
  readonly field: string;
  readonly name: string;
  readonly item: StorageItem;
  /** Storage key of JSON keys, one per key of the map. */
  key(keys: readonly unknown[], context: JsonContext): Hex;
  /** The first of the map's keys, of JSON: any number of them. */
  readFirst(keys: readonly unknown[], context: JsonContext): unknown[];
  /** What storage keys of the map begin with that have these JSON keys first: any number of them. */
  prefix(keys: readonly unknown[], context: JsonContext): Hex;
  /** The keys that a storage key of the map ends with, in JSON. */
  keysOf(storageKey: Hex, context: JsonContext): Json[];
  /** JSON of a stored value; of the initial value, or `null`, when nothing is stored. */
  value(bytes: Uint8Array | undefined, context: JsonContext): Json;
}

/**
 * Finds a storage item by the names that metadata and URLs use (`Balances`, `TotalIssuance`), in any case.
 *
 * @throws `frame.UnknownPallet`, `frame.UnknownItem`
 */
export function findItem(pallets: readonly AnyPallet[], palletName: string, name: string): StateItem {
  const pallet = pallets.find((candidate) => candidate.name.toLowerCase() === palletName.toLowerCase());
  if (!pallet) {
    const names = pallets.map((one) => one.name);
    const meant = nearest(palletName, names);
    throw errors.UnknownPallet({ pallet: palletName, meant, pallets: names.join(", ") });
  }
  const found = Object.entries<StorageItem>(pallet.items).find(([field]) => field.toLowerCase() === name.toLowerCase());
  if (!found) {
    const names = Object.keys(pallet.items);
    const meant = nearest(name, names);
    throw errors.UnknownItem({ pallet: pallet.name, item: name, meant, items: names.join(", ") || "none" });
  }
  const [field, item] = found;
  const ofAll = itemPrefix(pallet.name, itemName(field));
  const wrongCount = (keys: readonly unknown[]) => {
    const expected = item.keys.map(({ type }) => formOf(type)).join("; then ") || "no key: it is one value";
    return errors.BadKey({
      item: `${pallet.name}.${itemName(field)}`,
      keys: item.keys.length,
      expected,
      given: keys.length,
    });
  };
  const nameOf = (place: number) => (place === 0 ? "key" : `key${place + 1}`);
  const readFirst: StateItem["readFirst"] = (keys, context) => {
    if (keys.length > item.keys.length) throw wrongCount(keys);
    const first = item.keys.slice(0, keys.length);
    return first.map(({ type }, i) => inField(nameOf(i), () => keyFromJson(type, keys[i], context)));
  };
  const prefix: StateItem["prefix"] = (keys, context) => keyPrefix(ofAll, item.keys, readFirst(keys, context));
  return {
    pallet,
    field,
    name: itemName(field),
    item,
    key(keys, context) {
      if (keys.length !== item.keys.length) throw wrongCount(keys);
      return prefix(keys, context);
    },
    readFirst,
    prefix,
    keysOf(storageKey, context) {
      const keys = readKeys(ofAll, item.keys, storageKey);
      return item.keys.map(({ type }, i) => toJson(type, keys[i], context));
    },
    value(bytes, context) {
      if (bytes !== undefined) return toJson(item.type, decode(item.type, bytes), context);
      return item.initial === undefined ? null : toJson(item.type, item.initial, context);
    },
  };
}

/** Keys come from URLs as text: a key that is a number is read from its digits. */
function keyFromJson(type: StorageItem["keys"][number]["type"], json: unknown, context: JsonContext): unknown {
  const digits = typeof json === "string" && /^\d{1,10}$/.test(json) && type.schema["type"] === "integer";
  return fromJson(type, digits ? Number(json) : json, context);
}

/** What a key looks like as text: `an SS58 address, …`, `a whole number`, `0x and 64 hexadecimal digits`. */
function formOf({ schema, meta }: AnyType): string {
  const { description, pattern, type } = schema;
  const [, digits] = /^\^0x\[0-9a-fA-F\]\{(\d+)\}\$$/.exec(String(pattern)) ?? [];
  if (typeof description === "string") return description;
  if (digits !== undefined) return `0x and ${digits} hexadecimal digits`;
  if (type === "integer") return "a whole number";
  return `${meta.path.at(-1) ?? "a value"} in JSON, as /v1/metadata describes it`;
}
