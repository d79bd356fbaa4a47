import type { AccountId, Hex } from "@pha/codec";
import {
  type AnyPallet,
  type Collection,
  isCollection,
  itemName,
  itemPrefix,
  readState,
  type StateView,
  type StorageItem,
} from "@pha/frame";
import { system } from "./pallets/system/spec.ts";

/** Name and keys of a network that begins with the state of another; everything else stays. */
export interface NewNetwork {
  readonly name: string;
  /** Takes the place of the old network's, if that has one. */
  readonly salt?: Hex;
  /** Ethereum addresses of those who certify block 1. */
  readonly validators?: readonly Hex[];
  /** Ed25519 public keys that may seal blocks. */
  readonly authors?: readonly Hex[];
  /** Account that gets the author's share of fees. */
  readonly beneficiary?: AccountId;
}

/** Circumstances of a value that is carried over: its key, the old state, the new network. */
export interface CarryContext {
  readonly key: Hex;
  /** Keys that are not loaded are collected, so that all values of a page share one load. */
  readonly state: StateView;
  readonly network: NewNetwork;
  readonly specs: readonly AnyPallet[];
}

/** The value of the new network that begins with this state; `undefined` where it has none. */
type Change<V> = (value: V, context: CarryContext) => V | undefined;

/** Rule of one storage item for a network that begins with this state. */
export interface CarryRule {
  readonly prefix: Hex;
  readonly item: StorageItem;
  /** `undefined`: the item ends with the old network. */
  readonly change: Change<unknown> | undefined;
}

/** In how many blocks the old network would come to one: blocks of the new network begin anew. */
export const blocksUntil = (block: number, { state }: CarryContext): number =>
  Math.max(block - readState(system, state).number.get(), 0);

type ValueOf<I> = I extends StorageItem<infer _K, infer V, infer _R> ? V : never;
type CarryRules<P extends AnyPallet> = {
  readonly [Name in keyof P["storage"]]?: "ends" | Change<ValueOf<P["storage"][Name]>>;
};

/** Rules for a pallet's items in a network that begins with this state. Items without a rule stay as they are. */
export function carry<P extends AnyPallet>(pallet: P, rules: CarryRules<P>): CarryRule[] {
  return Object.entries<unknown>(rules).flatMap(([field, rule]) => {
    const change = rule === "ends" ? undefined : (rule as Change<unknown>);
    return itemsOf(pallet, field).map(([name, item]) => ({
      prefix: itemPrefix(pallet.name, itemName(name)),
      item,
      change,
    }));
  });
}

/** The items that a field stands for: itself, or the parts of a collection. */
function itemsOf(pallet: AnyPallet, field: string): [string, StorageItem][] {
  const declared: StorageItem | Collection = pallet.storage[field];
  const parts = isCollection(declared) ? Object.keys(declared.parts) : [""];
  return parts.map((part) => [`${field}${part}`, pallet.items[`${field}${part}`] as StorageItem]);
}
