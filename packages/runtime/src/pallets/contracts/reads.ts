import { type Hex, toHex } from "@pha/codec";
import { itemName, itemPrefix, type StateView, storageKeys } from "@pha/frame";
import type { LedgerRead } from "../messages/message.ts";
import { codeKey } from "../system/new-code.ts";
import { system } from "../system/spec.ts";
import { contracts, readLimits } from "./spec.ts";

const { errors } = contracts;

/** Where values lie of which a single one would fill a good part of a block's witness. */
const large: readonly Hex[] = [codeKey, storageKeys(system).events.key(), itemPrefix(contracts.name, itemName("code"))];

/** @throws `Contracts.TooManyReads`, `Contracts.NotReadable` */
export function checkReads(keys: readonly Uint8Array[]): void {
  if (keys.length > readLimits.keys) throw errors.TooManyReads({ max: readLimits.keys, actual: keys.length });
  const refused = keys.map(toHex).find((key) => large.some((prefix) => key.startsWith(prefix)));
  if (refused !== undefined) throw errors.NotReadable({ key: refused });
}

/**
 * What lies under the keys.
 *
 * @throws `Contracts.ReadsTooLong`
 */
export function readAll(state: StateView, keys: readonly Uint8Array[]): LedgerRead[] {
  const reads = keys.map((key) => ({ key, value: state.get(toHex(key)) }));
  const actual = reads.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
  if (actual > readLimits.values) throw errors.ReadsTooLong({ max: readLimits.values, actual });
  return reads;
}
