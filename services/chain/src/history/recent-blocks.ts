/** Blocks whose events are kept for those who follow. */
const KEPT = 4;

/** Reads what many want of the newest blocks once for all of them. */
export class RecentBlocks<T> {
  readonly #read: (number: number) => Promise<T>;
  readonly #blocks = new Map<number, Promise<T>>();

  constructor(read: (number: number) => Promise<T>) {
    this.#read = read;
  }

  /** Whether a block is so near below the newest one that others will want it, too. */
  isRecent(number: number, newest: number): boolean {
    return newest - number < KEPT;
  }

  /** What there is of a block. A reading that fails does so for all who wait for it; who comes then reads again. */
  of(number: number): Promise<T> {
    const known = this.#blocks.get(number);
    if (known) return known;
    const reading = this.#read(number);
    this.#blocks.set(number, reading);
    reading.catch(() => {
      if (this.#blocks.get(number) === reading) this.#blocks.delete(number);
    });
    for (const other of this.#blocks.keys()) if (this.#blocks.size > KEPT) this.#blocks.delete(other);
    return reading;
  }

  /** Blocks have been undone: others may come at their heights. */
  forget(): void {
    this.#blocks.clear();
  }
}
