import type { Hex } from "@pha/codec";

/** Synchronous reads over the keys that the host has loaded. Keys are whole storage keys. */
export interface StateView {
  /**
   * The value, or `undefined` where the state has none.
   *
   * @throws NotLoaded when the host has not loaded the key: it loads it and runs again.
   */
  get(key: Hex): Uint8Array | undefined;
  /** Whether what was read so far may be wrong, because keys were missing: the work goes on to find more of them. */
  readonly isSpeculative?: boolean;
}

/** Registered symbol, equal in every copy of this module: host and runtime have one each. */
const brand = Symbol.for("@pha/frame NotLoaded");

/** A read of keys that are not loaded. Nothing has happened yet: load them and run again. */
export class NotLoaded extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }

  readonly keys: readonly Hex[];

  constructor(keys: readonly Hex[]) {
    super(`${keys.length} storage keys are not loaded`);
    this.name = "NotLoaded";
    this.keys = keys;
  }

  get [brand](): true {
    return true;
  }
}

/** A view of a map that holds the whole state: genesis, tests, tools. */
export const viewOf = (state: ReadonlyMap<Hex, Uint8Array>): StateView => ({ get: (key) => state.get(key) });
