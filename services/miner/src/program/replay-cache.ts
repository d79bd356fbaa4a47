import { errors } from "../errors.ts";

const maxEntries = 65_536;

/** Queries of this session that may still be repeated, each until it expires. Bounded: full means busy, not open. */
export class ReplayCache {
  readonly #expiries = new Map<string, number>();

  /**
   * @param key - client key and nonce
   * @param expiry - last block at which the query may be answered
   * @param number - newest block
   * @throws `miner.RequestReplayed`, `miner.ReplayCacheFull`
   */
  admit(key: string, expiry: number, number: number): void {
    if (this.#expiries.has(key)) throw errors.RequestReplayed();
    if (this.#expiries.size >= maxEntries) this.#forgetExpired(number);
    if (this.#expiries.size >= maxEntries) throw errors.ReplayCacheFull({ maxEntries });
    this.#expiries.set(key, expiry);
  }

  #forgetExpired(number: number): void {
    for (const [key, expiry] of this.#expiries) if (expiry < number) this.#expiries.delete(key);
  }
}
