import { serviceErrors } from "@pha/api";

/** How much is done at a time, and how much more may wait. */
export interface Few {
  readonly atOnce: number;
  readonly mayWait: number;
}

/** Lets little be done at a time; the rest waits, in the order in which it came. */
export class FewAtOnce {
  readonly #few: Few;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(few: Few) {
    this.#few = few;
  }

  get isIdle(): boolean {
    return this.#running === 0;
  }

  /**
   * @param left - aborted when nobody wants it done any more: it waits no longer then, and its reason is thrown
   * @throws `service-kit.Overloaded` when as much waits as may; nothing was done then
   */
  async run<T>(work: () => Promise<T>, left?: AbortSignal): Promise<T> {
    left?.throwIfAborted();
    if (this.#running < this.#few.atOnce) this.#running++;
    else await this.#place(left);
    try {
      left?.throwIfAborted();
      return await work();
    } finally {
      const [next] = this.#waiting;
      if (next) next();
      else this.#running--;
    }
  }

  /** That of somebody who has done. */
  async #place(left: AbortSignal | undefined): Promise<void> {
    if (this.#waiting.size >= this.#few.mayWait) throw serviceErrors.Overloaded({ retryAfterSeconds: 1 });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const take = () => {
      this.#waiting.delete(take);
      resolve();
    };
    const leave = () => {
      if (this.#waiting.delete(take)) reject(left?.reason);
    };
    this.#waiting.add(take);
    left?.addEventListener("abort", leave);
    await promise.finally(() => left?.removeEventListener("abort", leave));
  }
}

/** The same for each of many, who are remembered while they have something to do. */
export class FewOfEach {
  readonly #few: Few;
  readonly #each = new Map<string, FewAtOnce>();

  constructor(few: Few) {
    this.#few = few;
  }

  async run<T>(name: string, work: () => Promise<T>, left?: AbortSignal): Promise<T> {
    const own = this.#each.get(name) ?? new FewAtOnce(this.#few);
    this.#each.set(name, own);
    try {
      return await own.run(work, left);
    } finally {
      if (own.isIdle) this.#each.delete(name);
    }
  }
}
