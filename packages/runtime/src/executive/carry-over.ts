import { decode, encode, type Hex } from "@pha/codec";
import { itemPrefix, readTogether, type StateView } from "@pha/frame";
import type { NewNetwork } from "../carry-rules.ts";
import type { Machine } from "./machine.ts";

const PREFIX_LENGTH = itemPrefix("System", "Number").length;

/** @see Runtime.carryOver */
export function carryOver(
  { pallets, spec }: Machine,
  before: StateView,
  keys: readonly Hex[],
  network: NewNetwork,
): Map<Hex, Uint8Array | undefined> {
  const rules = new Map(pallets.flatMap(({ carryOver: own = [] }) => own).map((rule) => [rule.prefix, rule]));
  const carried = (key: Hex, state: StateView): Uint8Array | undefined => {
    const value = state.get(key);
    const rule = rules.get(key.slice(0, PREFIX_LENGTH) as Hex);
    if (!value || !rule) return value;
    const { type } = rule.item;
    const changed = rule.change?.(decode(type, value), { key, state, network, specs: spec.pallets });
    return changed === undefined ? undefined : encode(type, changed);
  };
  return readTogether(before, (state) => new Map(keys.map((key) => [key, carried(key, state)] as const)));
}
