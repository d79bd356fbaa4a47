/** Answers that may be given at once, and in a second for long: as many as thousands of enclaves ask for, and little work. */
const burst = 512;
const perSecond = 128;

/** How many answers are left to give: no flood of questions takes more of a validator than so many signatures. */
export class Allowance {
  readonly #nowMs: () => number;
  #left = burst;
  #atMs: number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#atMs = nowMs();
  }

  /** Takes one; false when none is left. */
  take(): boolean {
    const nowMs = this.#nowMs();
    this.#left = Math.min(burst, this.#left + ((nowMs - this.#atMs) * perSecond) / 1_000);
    this.#atMs = nowMs;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
