/** How many extrinsics wait for the ledger at a time: as many as a tick's answer has room for. */
export const maxWaiting = 64;

/** Makes the bytes of a bare extrinsic that takes the session's next place. */
export type MakeBare = (sequence: bigint) => Uint8Array;

interface Waiting {
  readonly make: MakeBare;
  readonly sequence: bigint;
  readonly extrinsic: Uint8Array;
}

/**
 * Bare extrinsics a session has signed and the finalized ledger has not counted yet. Each purpose waits at most once;
 * what waits is handed out again until it is counted, always as the same bytes, so that sending twice does nothing.
 */
export class Outbox {
  readonly #waiting = new Map<string, Waiting>();
  #next = 0n;

  /** Signs for a purpose, unless that purpose waits already. False when there is no room: another tick may have it. */
  add(purpose: string, make: MakeBare): boolean {
    if (this.#waiting.has(purpose)) return true;
    if (this.#waiting.size >= maxWaiting) return false;
    this.#waiting.set(purpose, { make, sequence: this.#next, extrinsic: make(this.#next) });
    this.#next++;
    return true;
  }

  /** Purposes that begin so, and wait. */
  purposes(prefix: string): readonly string[] {
    return [...this.#waiting.keys()].filter((purpose) => purpose.startsWith(prefix));
  }

  /** How many purposes that begin so wait. */
  waiting(prefix: string): number {
    return this.purposes(prefix).length;
  }

  /** Forgets what the ledger has counted: everything below the sequence that it expects next. */
  settle(expected: bigint): void {
    for (const [purpose, { sequence }] of this.#waiting) if (sequence < expected) this.#waiting.delete(purpose);
    if (this.#next < expected) this.#next = expected;
  }

  /**
   * Forgets purposes that the ledger, as finalized, can never take any more: it counts nothing behind them. What follows
   * the first of them is signed anew, in its place.
   */
  drop(isHopeless: (purpose: string) => boolean): void {
    const all = [...this.#waiting];
    const from = all.findIndex(([purpose]) => isHopeless(purpose));
    const rest = from < 0 ? [] : all.slice(from);
    for (const [purpose] of rest) this.#waiting.delete(purpose);
    this.#next = rest[0]?.[1].sequence ?? this.#next;
    for (const [purpose, { make }] of rest) if (!isHopeless(purpose)) this.add(purpose, make);
  }

  /** Extrinsics that the host should send, in sequence. */
  pending(): readonly Uint8Array[] {
    return [...this.#waiting.values()].map(({ extrinsic }) => extrinsic);
  }
}
