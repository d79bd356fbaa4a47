import type { CoreHost } from "@pha/program-kit";

/** Words of the memory that a unit walks: more than the caches next to a core hold. */
const words = 1 << 18;
/** Steps of a unit, one after another: the next place is known when the one before was read. A unit takes some 6 ms. */
const steps = 120_000;

/** What spare work needs of the enclave that it runs in. */
export interface SpareHost extends Pick<CoreHost, "primitives" | "monotonicMs"> {
  readonly setTimeout: (callback: () => void, ms: number) => number;
}

/**
 * Work whose only use is to be counted: by the ledger's time it tells how much this machine has to spare. A unit walks
 * through memory, hashes and signs. Between two of them everything else has its turn, so that under load fewer are done.
 */
export class SpareWork {
  readonly #host: SpareHost;
  readonly #part: number;
  readonly #memory = new Uint32Array(words).map((_, i) => Math.imul(i, 0x9e37_79b1));
  #place = 1;
  #units = 0n;
  #isWanted = false;
  #isUnderWay = false;

  /** @param percent - of a core's time that is spent so, at most; 0 for none */
  constructor(host: SpareHost, percent: number) {
    this.#host = host;
    this.#part = percent;
  }

  /** Units done since the start. */
  get units(): bigint {
    return this.#units;
  }

  /** Goes on with it, or not. */
  want(isWanted: boolean): void {
    this.#isWanted = isWanted && this.#part > 0;
    if (this.#isWanted && !this.#isUnderWay) this.#later(0);
  }

  #later(ms: number): void {
    this.#isUnderWay = true;
    this.#host.setTimeout(() => this.#turn(), ms);
  }

  #turn(): void {
    this.#isUnderWay = false;
    if (!this.#isWanted) return;
    const began = this.#host.monotonicMs();
    this.#unit();
    this.#units++;
    const took = this.#host.monotonicMs() - began;
    this.#later(Math.ceil((took * (100 - this.#part)) / this.#part));
  }

  #unit(): void {
    const memory = this.#memory;
    let place = this.#place;
    for (let step = 0; step < steps; step++) {
      place = (Math.imul(place ^ (memory[place & (words - 1)] as number), 0x85eb_ca6b) ^ (place >>> 13)) >>> 0;
      memory[place & (words - 1)] = (place + step) >>> 0;
    }
    const { sha256, ed25519 } = this.#host.primitives;
    const seed = sha256(new Uint8Array(memory.buffer, (place & (words / 2 - 1)) * 4, words));
    const [byte = 0] = ed25519.sign(seed, seed);
    this.#place = (place ^ byte) >>> 0;
  }
}
