/** Notices that nothing was heard for a while: its signal is aborted then. */
export class Silence {
  readonly #ms: number;
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number) {
    this.#ms = ms;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on something is expected. */
  watch(): void {
    this.stop();
    const reason = () => new DOMException(`silent for ${this.#ms} ms`, "TimeoutError");
    this.#timer = setTimeout(() => this.#controller.abort(reason()), this.#ms);
  }

  /** Something was heard: the while begins anew. */
  heard(): void {
    if (this.#timer !== undefined) this.watch();
  }

  /** Nothing is expected. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
