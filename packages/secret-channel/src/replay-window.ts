/** Numbers that are told apart behind the highest one. */
const words = 32;
const size = 32 * words;

/** Which numbers have come, of a sender that uses each once and whose messages may overtake one another. */
export class ReplayWindow {
  readonly #seen = new Uint32Array(words);
  #next = 0;

  /** Takes a number; false when it came before, or is so old that nobody knows. */
  take(seq: number): boolean {
    if (!Number.isSafeInteger(seq) || seq < 0 || seq < this.#next - size) return false;
    if (seq >= this.#next) {
      const from = Math.max(this.#next, seq + 1 - size);
      for (let passed = from; passed <= seq; passed++) this.#write(passed, false);
      this.#next = seq + 1;
    } else if (this.#has(seq)) return false;
    this.#write(seq, true);
    return true;
  }

  #has(seq: number): boolean {
    const at = seq % size;
    return ((this.#seen[at >> 5] as number) & (1 << (at & 31))) !== 0;
  }

  #write(seq: number, seen: boolean): void {
    const at = seq % size;
    const word = this.#seen[at >> 5] as number;
    this.#seen[at >> 5] = seen ? word | (1 << (at & 31)) : word & ~(1 << (at & 31));
  }
}
