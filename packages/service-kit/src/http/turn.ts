/** For so long what came is worked on before the event loop has its turn. */
const TURN_MS = 10;

/**
 * What many small pieces of work share, so that a flood of them leaves room to everything else, and to each client its
 * part: pieces begin one after another, one of each client that has some.
 */
export class Turn {
  readonly #now: () => number;
  readonly #waiting = new Map<string, (() => void)[]>();
  #isWorking = false;
  #began = 0;
  #next: Promise<void> | undefined;

  /** @param now milliseconds that only grow */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Resolves when a client's next piece may begin: when those before it have done what they do at one go, or in the
   * event loop's next turn when this one was long enough.
   */
  begin(client: string): Promise<void> {
    return new Promise((resolve) => {
      const own = this.#waiting.get(client);
      if (own) own.push(resolve);
      else this.#waiting.set(client, [resolve]);
      if (!this.#isWorking) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    while (this.#waiting.size > 0) {
      while (this.#isOver()) await this.#next;
      this.#beginOne();
      await settled();
    }
    this.#isWorking = false;
  }

  /** Of the client that has waited longest, who is then behind all others. */
  #beginOne(): void {
    const [first] = this.#waiting;
    const [client, own] = first as [string, (() => void)[]];
    this.#waiting.delete(client);
    own.shift()?.();
    if (own.length > 0) this.#waiting.set(client, own);
  }

  #isOver(): boolean {
    if (this.#next !== undefined) return this.#now() - this.#began >= TURN_MS;
    this.#began = this.#now();
    this.#next = new Promise((resolve) => {
      setImmediate(() => {
        this.#next = undefined;
        resolve();
      });
    });
    return false;
  }
}

/** Resolves when everything that follows from what is resolved now has been done: ticks come behind all of it. */
const settled = (): Promise<void> => new Promise((resolve) => queueMicrotask(() => process.nextTick(resolve)));
