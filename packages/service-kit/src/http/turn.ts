/** For so long what came is worked on before the event loop has its turn. */
const TURN_MS = 10;

/** What many small pieces of work share, of whichever client, so that a flood of them leaves room to everything else. */
export class Turn {
  readonly #now: () => number;
  #began = 0;
  #next: Promise<void> | undefined;

  /** @param now milliseconds that only grow */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Resolves when the next piece may begin: at once, or in the event loop's next turn when this one was long enough. */
  async begin(): Promise<void> {
    while (this.#isOver()) await this.#next;
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
