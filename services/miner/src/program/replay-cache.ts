import { errors } from "../errors.ts";

const maxEntries = 131_072;

interface Entry {
  readonly lane: string;
  /** Last block at which the query may be answered. */
  readonly expiry: number;
}

/**
 * Queries of this session that may still be repeated, each until it expires. Bounded: full means busy, not open. Those of
 * nobody in particular have half of it, a caller as many as an eighth of what is left free: there is always room for one more.
 */
export class ReplayCache {
  readonly #max: number;
  readonly #entries = new Map<string, Entry>();
  readonly #held = new Map<string, number>();
  #swept = 0;

  constructor(max = maxEntries) {
    this.#max = max;
  }

  /**
   * Remembers a query.
   *
   * @param key - client key and nonce
   * @param lane - the caller whose it counts as; none: nobody in particular
   * @param expiry - last block at which the query may be answered
   * @param number - newest block
   * @throws `miner.RequestReplayed`, `miner.ReplayCacheFull`
   */
  admit(key: string, lane: string, expiry: number, number: number): void {
    if (this.#entries.has(key)) throw errors.RequestReplayed();
    if (!this.#hasRoom(lane)) this.#forgetExpired(number);
    if (!this.#hasRoom(lane)) throw errors.ReplayCacheFull({ max: this.#max, retryAfterSeconds: 5 });
    this.#entries.set(key, { lane, expiry });
    this.#held.set(lane, (this.#held.get(lane) ?? 0) + 1);
  }

  /** Forgets a query that was not run after all. */
  forget(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    const held = (this.#held.get(entry.lane) ?? 0) - 1;
    if (held > 0) this.#held.set(entry.lane, held);
    else this.#held.delete(entry.lane);
  }

  #hasRoom(lane: string): boolean {
    const free = this.#max - this.#entries.size;
    const most = lane === "" ? Math.min(free, this.#max / 2) : free / 8;
    return (this.#held.get(lane) ?? 0) < most;
  }

  #forgetExpired(number: number): void {
    if (number === this.#swept) return;
    this.#swept = number;
    for (const [key, { expiry }] of this.#entries) if (expiry < number) this.forget(key);
  }
}
