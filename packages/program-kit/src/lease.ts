import { decode, type Hex, toHex } from "@pha/codec";
import type { Primitives } from "@pha/crypto";
import { Freshness, FreshnessCount, type LightClient } from "@pha/light-client";
import { heard, leftMs, type Word } from "./lease-rule.ts";

/** How long after a question that too few answered the next one comes: this, then twice as long each time. */
const firstPauseMs = 250;
const longestPauseMs = 4_000;

/** What a lease needs of the enclave it is for. */
export interface LeaseDeps {
  readonly primitives: Pick<Primitives, "randomBytes">;
  readonly monotonicMs: () => number;
  readonly client: LightClient;
  /** Hands a nonce to one validator and gives what comes back. */
  readonly askValidator: (validator: Hex, nonce: Hex) => Promise<Uint8Array>;
}

/**
 * An enclave's right to serve: that a quorum of validators said, a moment ago, how far the chain is. Whoever withholds
 * blocks or answers ends it.
 */
export class Lease {
  readonly #deps: LeaseDeps;
  #words: readonly Word[] = [];
  #leaseMs = 0;
  #newest: FreshnessCount | undefined;
  #isOver = false;

  constructor(deps: LeaseDeps) {
    this.#deps = deps;
  }

  /** Whether what is known as of block `number` may be served now. */
  covers(number: number): boolean {
    return this.leftMs(number) > 0;
  }

  leftMs(number: number): number {
    return leftMs(this.#words, { number, nowMs: this.#deps.monotonicMs(), leaseMs: this.#leaseMs });
  }

  /** How many validators gave an answer that holds to the newest question that is over; late ones count. */
  get answered(): number {
    return this.#newest?.answered ?? 0;
  }

  /** Whether there is no lease any more, and will be none. */
  get isOver(): boolean {
    return this.#isOver;
  }

  end(): void {
    this.#isOver = true;
    this.#words = [];
  }

  /** Takes what the finalized ledger says a lease lasts. */
  lasts(leaseMs: number): void {
    this.#leaseMs = leaseMs;
  }

  /** Asks all validators of the set that is known, until so many have answered that their word counts. False when they do not. */
  async inquire(): Promise<boolean> {
    const { primitives, monotonicMs, client, askValidator } = this.#deps;
    const { genesisHash, validators: set } = client;
    const nonce = toHex(primitives.randomBytes(32));
    const askedAtMs = monotonicMs();
    const count = new FreshnessCount({ genesisHash, set, nonce });
    const height = await new Promise<number | undefined>((resolve) => {
      const asked = set.addresses.map(async (validator) => {
        count.take(decode(Freshness, await askValidator(validator, nonce)));
        if (count.height !== undefined) resolve(count.height);
      });
      // Who is silent, refuses or answers with something else has not answered.
      void Promise.allSettled(asked).then(() => resolve(undefined));
    });
    this.#newest = count;
    if (height === undefined || this.#isOver) return false;
    this.#words = heard(this.#words, { askedAtMs, height });
    return true;
  }

  /** When a lease is to be renewed, in milliseconds after it was asked for. */
  get renewMs(): number {
    return Math.floor(this.#leaseMs / 2);
  }
}

/** Calls back once after so many milliseconds. */
export type After = (callback: () => void, ms: number) => unknown;

/** What keeps a lease going. */
export interface KeepDeps {
  readonly lease: Lease;
  readonly after: After;
  /** Called after each question: its answers may have brought a lease, or none may be left. */
  readonly onAsked: () => Promise<unknown>;
}

/**
 * Renews a lease at half of its life for as long as it may have one; after a question that too few answered, sooner.
 *
 * @returns what asks again at once where it would after a pause: there is reason to believe that validators answer now
 */
export function keepLeased({ lease, after, onAsked }: KeepDeps): () => void {
  let pauseMs = firstPauseMs;
  /** Of the questions so far; the newest one's end brings the next. */
  let number = 0;
  let isPausing = false;
  const ask = async () => {
    if (lease.isOver) return;
    isPausing = false;
    const own = ++number;
    const isAnswered = await lease.inquire();
    await onAsked().catch(() => undefined); // the host's affair: it ticks with the next block
    const isEnough = isAnswered && lease.renewMs > 0;
    after(() => own === number && void ask(), isEnough ? lease.renewMs : pauseMs);
    isPausing = !isEnough;
    pauseMs = isEnough ? firstPauseMs : Math.min(2 * pauseMs, longestPauseMs);
  };
  void ask();
  return () => {
    if (isPausing) void ask();
  };
}
