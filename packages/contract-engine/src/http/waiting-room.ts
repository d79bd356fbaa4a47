/** How many queries may wait for what they fetch, of all and of one contract, and what they may take of the core's memory. */
const most = 64;
const mostOfContract = 16;
const mostBytes = 256 << 20;

/** Where queries lie that wait. */
export class WaitingRoom {
  readonly #byContract = new Map<string, number>();
  #count = 0;
  #bytes = 0;

  /** A place for one of a contract's that takes so many bytes, until it is disposed; none when it is full. */
  take(contract: string, bytes: number): Disposable | undefined {
    const own = this.#byContract.get(contract) ?? 0;
    if (this.#count >= most || own >= mostOfContract || this.#bytes + bytes > mostBytes) return undefined;
    this.#change(contract, 1, bytes);
    return { [Symbol.dispose]: () => this.#change(contract, -1, -bytes) };
  }

  #change(contract: string, count: number, bytes: number): void {
    const own = (this.#byContract.get(contract) ?? 0) + count;
    if (own === 0) this.#byContract.delete(contract);
    else this.#byContract.set(contract, own);
    this.#count += count;
    this.#bytes += bytes;
  }
}
