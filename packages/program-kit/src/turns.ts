import type { CodedError } from "@pha/codec";
import { FairQueue, type FairQueueOptions, type Step } from "./fair-queue.ts";

interface Waiting {
  readonly run: () => Promise<void>;
  readonly refuse: (error: Error) => void;
}

/** How turns are given. */
export interface TurnsOptions extends FairQueueOptions {
  readonly nowMs: () => number;
  /** What is said to whom there is no room for. */
  readonly overloaded: (facts: { readonly waiting: number; readonly retryAfterSeconds: number }) => CodedError;
}

/** Lets work be done when it is its flow's turn; what it costs is the time that it takes. */
export class Turns {
  readonly #queue: FairQueue<Waiting>;
  readonly #options: TurnsOptions;

  constructor(options: TurnsOptions) {
    this.#queue = new FairQueue(options);
    this.#options = options;
  }

  /**
   * What `work` gives, once it was its turn.
   *
   * @throws the error of {@link TurnsOptions.overloaded} when there is no room; nothing was done then
   */
  take<T>(flow: readonly Step[], work: () => Promise<T>): Promise<T> {
    const result = new Promise<T>((resolve, refuse) => {
      const run = async () => {
        try {
          resolve(await work());
        } catch (error) {
          refuse(error);
        }
      };
      const surplus = this.#queue.offer(flow, { run, refuse });
      surplus?.refuse(this.#options.overloaded({ waiting: this.#queue.waiting, retryAfterSeconds: 1 }));
    });
    this.#next();
    return result;
  }

  #next(): void {
    const { nowMs } = this.#options;
    for (let turn = this.#queue.take(); turn; turn = this.#queue.take()) {
      const { job, end } = turn;
      const beganMs = nowMs();
      void job.run().then(() => {
        end(Math.max(1, nowMs() - beganMs));
        this.#next();
      });
    }
  }
}
