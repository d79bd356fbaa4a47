import type { Hex } from "@pha/codec";

const BAN_MS = 30 * 60_000;

/**
 * Extrinsics that were accepted and then found invalid: handing them in again is refused for half an hour without
 * another look. Bounded: the oldest ban ends early.
 */
export class BanList {
  /** When each ban ends, oldest first. */
  readonly #ends = new Map<Hex, number>();
  readonly #limit: number;
  readonly #now: () => number;

  constructor({ limit = 10_000, now = () => performance.now() }: { limit?: number; now?: () => number } = {}) {
    this.#limit = limit;
    this.#now = now;
  }

  add(hash: Hex): void {
    this.#ends.delete(hash);
    this.#ends.set(hash, this.#now() + BAN_MS);
    for (const oldest of this.#ends.keys()) {
      if (this.#ends.size <= this.#limit) return;
      this.#ends.delete(oldest);
    }
  }

  has(hash: Hex): boolean {
    const end = this.#ends.get(hash);
    if (end === undefined) return false;
    if (end > this.#now()) return true;
    this.#ends.delete(hash);
    return false;
  }
}
