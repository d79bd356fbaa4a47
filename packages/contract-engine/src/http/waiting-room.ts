/** How many queries may wait for what they fetch, of all and of one contract, and what they may take of the core's memory. */
const most = 64;
const mostOfContract = 16;
const mostBytes = 256 << 20;
const mostBytesOfContract = 128 << 20;

/** What lies there: of one contract, or of all. */
interface Taken {
  readonly count: number;
  readonly bytes: number;
}

/** A query's place, until it is disposed. */
export interface Place extends Disposable {
  /** Whether it takes so many bytes from now on, in place of what it took; else nothing changes. */
  readonly resize: (bytes: number) => boolean;
}

const nothing: Taken = { count: 0, bytes: 0 };

/** Where queries lie that wait. A contract has no more than is left for others, so that there is room for who comes new. */
export class WaitingRoom {
  readonly #byContract = new Map<string, Taken>();
  #all = nothing;

  /** A place for one of a contract's that takes so many bytes; none when there is no room. */
  take(contract: string, bytes: number): Place | undefined {
    const own = this.#byContract.get(contract) ?? nothing;
    if (own.count >= Math.min(mostOfContract, most - this.#all.count)) return undefined;
    if (own.bytes + bytes > mostBytes - this.#all.bytes) return undefined;
    let taken = bytes;
    this.#change(contract, 1, bytes);
    return {
      resize: (to) => {
        const more = to - taken;
        const { bytes: all } = this.#all;
        const ofContract = this.#byContract.get(contract)?.bytes ?? 0;
        if (more > 0 && (all + more > mostBytes || ofContract + more > mostBytesOfContract)) return false;
        this.#change(contract, 0, more);
        taken = to;
        return true;
      },
      [Symbol.dispose]: () => this.#change(contract, -1, -taken),
    };
  }

  #change(contract: string, count: number, bytes: number): void {
    const changed = (taken: Taken) => ({ count: taken.count + count, bytes: taken.bytes + bytes });
    const own = changed(this.#byContract.get(contract) ?? nothing);
    if (own.count === 0) this.#byContract.delete(contract);
    else this.#byContract.set(contract, own);
    this.#all = changed(this.#all);
  }
}
