interface Line {
  taken: number;
  readonly waiting: (() => void)[];
}

/** A number of places that contracts share: one has no more than are left free, so that who comes new finds one. */
export class Places {
  #free: number;
  readonly #mostOfContract: number;
  readonly #lines = new Map<string, Line>();

  constructor(count: number, mostOfContract: number) {
    this.#free = count;
    this.#mostOfContract = mostOfContract;
  }

  /** Does a contract's work once there is a place for it: of those who wait, who has fewest goes first. */
  async take<T>(contract: string, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(contract) ?? { taken: 0, waiting: [] };
    this.#lines.set(contract, line);
    await new Promise<void>((resolve) => {
      line.waiting.push(resolve);
      this.#feed();
    });
    try {
      return await work();
    } finally {
      line.taken--;
      this.#free++;
      if (line.taken === 0 && line.waiting.length === 0) this.#lines.delete(contract);
      this.#feed();
    }
  }

  #feed(): void {
    for (let line = this.#next(); line; line = this.#next()) {
      line.taken++;
      this.#free--;
      line.waiting.shift()?.();
    }
  }

  #next(): Line | undefined {
    const most = Math.min(this.#mostOfContract, this.#free);
    return [...this.#lines.values()]
      .filter(({ waiting, taken }) => waiting.length > 0 && taken < most)
      .sort((a, b) => a.taken - b.taken)[0];
  }
}
