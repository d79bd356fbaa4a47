import type { Hex } from "@pha/codec";
import { NotLoaded, type StateView } from "./view.ts";

/** A pass ends when it lacks so many keys: what it makes of them may be a loop without end. */
const maxMissing = 4_096;

/**
 * A view in which a key that is not loaded does not stop the work: it reads as absent and is noted. What comes of that
 * is thrown away, errors too, but one pass finds all the keys that do not depend on each other's values. Outside of
 * `run` it is the view below.
 */
export class Speculation implements StateView {
  readonly #base: StateView;
  readonly #missing = new Set<Hex>();
  #isRunning = false;

  constructor(base: StateView) {
    this.#base = base;
  }

  /** Whether a key was missing: from there on nothing counts. */
  get isSpeculative(): boolean {
    return this.#missing.size > 0 || this.#base.isSpeculative === true;
  }

  /** @throws NotLoaded when too many keys are missing. */
  get(key: Hex): Uint8Array | undefined {
    try {
      return this.#base.get(key);
    } catch (error) {
      if (!(error instanceof NotLoaded) || !this.#isRunning) throw error;
      for (const missing of error.keys) this.#missing.add(missing);
      if (this.#missing.size >= maxMissing) throw new NotLoaded([...this.#missing]);
      return undefined;
    }
  }

  /**
   * Runs `work`, which must leave nothing behind when it is told by `isSpeculative` or by a throw that it is void.
   *
   * @throws NotLoaded naming all keys that it lacked, whatever it made of that; else what it throws.
   */
  run<T>(work: () => T): T {
    this.#isRunning = true;
    try {
      const result = work();
      if (this.#missing.size === 0) return result;
    } catch (error) {
      if (this.#missing.size === 0) throw error;
    } finally {
      this.#isRunning = false;
    }
    const missing = [...this.#missing];
    this.#missing.clear();
    throw new NotLoaded(missing);
  }
}

/**
 * Runs a pure read over a view.
 *
 * @throws NotLoaded naming all keys that it turned out to lack.
 */
export function readTogether<T>(state: StateView, read: (state: StateView) => T): T {
  const speculation = new Speculation(state);
  return speculation.run(() => read(speculation));
}
