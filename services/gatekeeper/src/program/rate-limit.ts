import type { Hex } from "@pha/codec";
import { errors } from "../errors.ts";

/** Keys a worker may have in a burst, and how long one takes to come back. */
const burst = 256;
const refillMs = 250;
/** Workers remembered; the longest silent is forgotten first. */
const maxWorkers = 4096;

/** A bucket of keys for each worker. */
export class RateLimit {
  readonly #nowMs: () => number;
  readonly #buckets = new Map<Hex, { readonly keys: number; readonly atMs: number }>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** @throws `gatekeeper.TooManyKeys` */
  take(worker: Hex, count: number): void {
    const nowMs = this.#nowMs();
    const known = this.#buckets.get(worker) ?? { keys: burst, atMs: nowMs };
    const keys = Math.min(burst, known.keys + (nowMs - known.atMs) / refillMs) - count;
    if (keys < 0) throw errors.TooManyKeys({ burst });
    this.#buckets.delete(worker);
    this.#buckets.set(worker, { keys, atMs: nowMs });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > maxWorkers && oldest !== undefined) this.#buckets.delete(oldest);
  }
}
