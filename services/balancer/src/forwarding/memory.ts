/** What may be kept of all bodies together. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Room for what is kept, so that many clients cannot fill the process. */
export class Memory {
  #taken = 0;

  /** Whether there was room. */
  take(bytes: number): boolean {
    if (this.#taken + bytes > MOST_BYTES) return false;
    this.#taken += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#taken -= bytes;
  }
}
