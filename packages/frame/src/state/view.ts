import type { Hex } from "@pha/codec";

/** Synchronous reads over the keys that the host has loaded. Keys are whole storage keys. */
export interface StateView {
  /**
   * The value, or `undefined` where the state has none.
   *
   * @throws NotLoaded when the host has not loaded the key: it loads it and runs again.
   */
  get(key: Hex): Uint8Array | undefined;
}

/** A read of keys that are not loaded. Nothing has happened yet: load them and run again. */
export class NotLoaded extends Error {
  readonly keys: readonly Hex[];

  constructor(keys: readonly Hex[]) {
    super(`${keys.length} storage keys are not loaded`);
    this.name = "NotLoaded";
    this.keys = keys;
  }
}

/** A view of a map that holds the whole state: genesis, tests, tools. */
export const viewOf = (state: ReadonlyMap<Hex, Uint8Array>): StateView => ({ get: (key) => state.get(key) });
