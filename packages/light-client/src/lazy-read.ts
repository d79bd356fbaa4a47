import type { Hex } from "@pha/codec";
import { errors } from "./errors.ts";

/** Synchronous reads of storage keys. */
export interface LazyView {
  get(key: Hex): Uint8Array | undefined;
}

type Values = Map<Hex, Uint8Array | undefined>;

/** A read that needs another key which needs another key … ends here. */
const maxSteps = 16;

/**
 * Runs a synchronous read over state that is elsewhere: whatever keys it turns out to need are loaded, and it runs
 * again. So `read` may run several times and must not have effects.
 *
 * @param values - what is known already; what is loaded is added
 * @param load - brings the values of keys, `undefined` for absent ones
 * @throws `light-client.NotProven` when there is no end of keys; what `load` and `read` throw
 */
export async function lazyRead<T>(
  values: Values,
  load: (keys: readonly Hex[]) => Promise<ReadonlyMap<Hex, Uint8Array | undefined>>,
  read: (state: LazyView) => T,
): Promise<T> {
  for (let step = 0; step < maxSteps; step++) {
    const missing = new Set<Hex>();
    const result = attempt(() => read(recording(values, missing)), missing);
    if (missing.size === 0) return result as T;
    for (const [key, value] of await load([...missing])) values.set(key, value);
  }
  throw errors.NotProven({ steps: maxSteps });
}

/** Reads known values; of an unknown one it notes the key and says "absent", so that one pass finds several. */
const recording = (values: Values, missing: Set<Hex>): LazyView => ({
  get(key) {
    if (!values.has(key)) missing.add(key);
    return values.get(key);
  },
});

/** What a read made of values that are not there yet is no result, be it a value or an error. */
function attempt<T>(read: () => T, missing: ReadonlySet<Hex>): T | undefined {
  try {
    return read();
  } catch (error) {
    if (missing.size === 0) throw error;
    return undefined;
  }
}
