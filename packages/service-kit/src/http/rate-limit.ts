import { errors } from "../errors.ts";
import { timed } from "./computing.ts";

const WINDOW_MS = 60_000;

/** What a client may ask in a minute of a service that is open to everybody. */
export const requestsOfAnybody = 60_000;

/** What a millisecond that is computed for a client costs it: of {@link requestsOfAnybody}, a quarter of one processor's time. */
export const requestsPerMs = 4;

/** What clients may ask of a service in a minute, by whichever of its doors. Clients are counted by address. */
export class RateLimit {
  readonly #perMinute: number;
  readonly #now: () => number;
  #taken = new Map<string, number>();
  #ends = 0;

  /** @param now milliseconds that only grow */
  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Counts a request, before anything is done for it. @throws `service-kit.TooManyRequests` */
  take(client: string): void {
    const taken = this.#takenBy(client);
    if (taken >= this.#perMinute)
      throw errors.TooManyRequests({ retryAfterSeconds: Math.ceil((this.#ends - this.#now()) / 1_000) });
    this.#taken.set(client, taken + 1);
  }

  /** Counts what a request turned out to cost beside itself, in requests: the next ones pay for it. */
  charge(client: string, requests: number): void {
    const taken = this.#takenBy(client);
    this.#taken.set(client, taken + requests);
  }

  /** Computes something for a client at one go; the next requests pay for the time. */
  compute<T>(client: string, work: () => T): T {
    return timed(work, (ms) => this.charge(client, ms * requestsPerMs));
  }

  #takenBy(client: string): number {
    if (this.#now() >= this.#ends) {
      this.#taken = new Map();
      this.#ends = this.#now() + WINDOW_MS;
    }
    return this.#taken.get(client) ?? 0;
  }
}
