import { fromHex, type Hex } from "@pha/codec";
import { type LazyView, lazyRead } from "@pha/light-client";
import { subjects } from "@pha/wire";
import type { Bus } from "./bus/types.ts";

/** Reads a finalized state, for a service's own use: taken from the chain as it says, without proof. */
export type ReadLedger = <T>(read: (state: LazyView) => T) => Promise<T>;

/** The state of a finalized block, or of the newest one at the first read: all reads are of the same block. */
export function openLedger(bus: Pick<Bus, "request">, block?: number): ReadLedger {
  const known = new Map<Hex, Uint8Array | undefined>();
  let at = block;
  const load = async (keys: readonly Hex[]) => {
    const { number, values } = await bus.request(subjects.proofGet, {}, { number: at, keys: keys.map(fromHex) });
    at ??= number;
    return new Map(keys.map((key, i) => [key, values[i]]));
  };
  return (read) => lazyRead(known, load, read);
}

/** One read of the newest finalized state. */
export const readLedger = <T>(bus: Pick<Bus, "request">, read: (state: LazyView) => T): Promise<T> =>
  openLedger(bus)(read);
