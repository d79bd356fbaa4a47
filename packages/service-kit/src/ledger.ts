import { fromHex, type Hex } from "@pha/codec";
import { type LazyView, lazyRead } from "@pha/light-client";
import { maxProvenKeys } from "@pha/limits";
import { subjects } from "@pha/wire";
import type { Bus } from "./bus/types.ts";
import { errors } from "./errors.ts";

/** Reads a finalized state, for a service's own use: taken from the chain as it says, without proof. */
export type ReadLedger = <T>(read: (state: LazyView) => T) => Promise<T>;

/** The state of a finalized block, or of the newest one at the first read: all reads are of the same block. */
export function openLedger(bus: Pick<Bus, "request">, block?: number): ReadLedger {
  const known = new Map<Hex, Uint8Array | undefined>();
  let at = block;
  const ask = async (keys: readonly Hex[]): Promise<(readonly [Hex, Uint8Array | undefined])[]> => {
    try {
      const { number, values } = await bus.request(subjects.proofGet, {}, { number: at, keys: keys.map(fromHex) });
      at ??= number;
      return keys.map((key, i) => [key, values[i]] as const);
    } catch (error) {
      if (keys.length < 2 || !errors.TooMuchAsked.is(error)) throw error;
      const middle = keys.length >> 1;
      return [...(await ask(keys.slice(0, middle))), ...(await ask(keys.slice(middle)))];
    }
  };
  const load = async (keys: readonly Hex[]) => {
    const found = new Map<Hex, Uint8Array | undefined>();
    for (let from = 0; from < keys.length; from += maxProvenKeys)
      for (const [key, value] of await ask(keys.slice(from, from + maxProvenKeys))) found.set(key, value);
    return found;
  };
  return (read) => lazyRead(known, load, read);
}

/** One read of the newest finalized state. */
export const readLedger = <T>(bus: Pick<Bus, "request">, read: (state: LazyView) => T): Promise<T> =>
  openLedger(bus)(read);
