/** The time that blocks tell: this machine's, unless somebody travels. */
export class BlockClock {
  readonly #machineMs: () => number;
  /** Of this machine. */
  aheadMs = 0n;
  #next: bigint | undefined;

  constructor(nowMs: () => number = Date.now) {
    this.#machineMs = nowMs;
  }

  /** The next block tells exactly this time; those after it go on from there. */
  travel(toMs: bigint): void {
    this.#next = toMs;
    this.aheadMs = toMs - BigInt(this.#machineMs());
  }

  /** Where the newest block is ahead of this machine, as after a journey before a restart, time goes on from there. */
  resume(newestMs: bigint): void {
    const aheadMs = newestMs - BigInt(this.#machineMs());
    if (aheadMs > 0n) this.aheadMs = aheadMs;
  }

  get nowMs(): bigint {
    return BigInt(this.#machineMs()) + this.aheadMs;
  }

  /** Time of a block whose parent has another: later than that in any case. */
  after(parentMs: bigint): bigint {
    const now = this.#next ?? this.nowMs;
    this.#next = undefined;
    return now > parentMs ? now : parentMs + 1n;
  }
}
