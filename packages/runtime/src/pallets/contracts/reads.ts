import { type Hex, mostBytes, toHex } from "@pha/codec";
import { type AnyPallet, itemName, itemPrefix, type StateView } from "@pha/frame";
import { runtimePallets } from "../../references.ts";
import type { LedgerRead } from "../messages/message.ts";
import { codeKey } from "../system/new-code.ts";
import { readLimits } from "./limits.ts";
import { contracts } from "./spec.ts";

const { errors } = contracts;

const found = new WeakMap<readonly AnyPallet[], readonly Hex[]>();

/** Where values lie of which a single one may be larger than a command pays for, by the types of all pallets. */
function large(): readonly Hex[] {
  const pallets = runtimePallets.get();
  const known = found.get(pallets);
  if (known) return known;
  const items = pallets.flatMap(({ name, items }) =>
    Object.entries(items)
      .filter(([, { type }]) => mostBytes(type) > readLimits.value)
      .map(([item]) => itemPrefix(name, itemName(item))),
  );
  found.set(pallets, items);
  return items;
}

/** @throws `Contracts.TooManyReads`, `Contracts.NotReadable` */
export function checkReads(keys: readonly Uint8Array[]): void {
  if (keys.length > readLimits.keys) throw errors.TooManyReads({ max: readLimits.keys, actual: keys.length });
  const prefixes = [codeKey, ...large()];
  const refused = keys.map(toHex).find((key) => prefixes.some((prefix) => key.startsWith(prefix)));
  if (refused !== undefined) throw errors.NotReadable({ key: refused });
}

/**
 * What lies under the keys. What lies behind the one that is too much is not looked at.
 *
 * @throws `Contracts.ReadsTooLong`
 */
export function readAll(state: StateView, keys: readonly Uint8Array[]): LedgerRead[] {
  let actual = 0;
  return keys.map((key) => {
    const value = state.get(toHex(key));
    actual += value?.length ?? 0;
    if (actual > readLimits.values) throw errors.ReadsTooLong({ max: readLimits.values, actual });
    return { key, value };
  });
}
