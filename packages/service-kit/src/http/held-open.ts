/** What clients hold open, by address: no one may have all of it. */
export class HeldOpen {
  readonly #max: number;
  readonly #open = new Map<string, number>();

  /** @param max of one client */
  constructor(max: number) {
    this.#max = max;
  }

  /** Counts one more until the result is called; `undefined` when the client has as many as it may. */
  open(client: string): (() => void) | undefined {
    const count = this.#open.get(client) ?? 0;
    if (count >= this.#max) return undefined;
    this.#open.set(client, count + 1);
    return () => {
      const left = (this.#open.get(client) ?? 0) - 1;
      if (left > 0) this.#open.set(client, left);
      else this.#open.delete(client);
    };
  }
}
