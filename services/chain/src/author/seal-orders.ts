import { errors } from "../errors.ts";
import type { BlockRef } from "../ledger/ledger.ts";

const PATIENCE_MS = 10_000;

/** Orders that one block fills. */
export interface Taken {
  fill(block: BlockRef): void;
  fail(error: unknown): void;
}

/** Blocks that somebody wants now, not when their time has come. */
export class SealOrders {
  #waiting: PromiseWithResolvers<BlockRef>[] = [];
  #onOrder: () => void = () => {};

  onOrder(listener: () => void): void {
    this.#onOrder = listener;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /**
   * Resolves with a block that was begun after this call.
   *
   * @throws `chain.NotSealed`, and what kept the block from being written.
   */
  async place(): Promise<BlockRef> {
    const order = Promise.withResolvers<BlockRef>();
    const timer = setTimeout(() => order.reject(errors.NotSealed()), PATIENCE_MS);
    this.#waiting.push(order);
    this.#onOrder();
    try {
      return await order.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** All that wait: a block is begun for them. */
  take(): Taken {
    const taken = this.#waiting;
    this.#waiting = [];
    return {
      fill: (block) => {
        for (const { resolve } of taken) resolve(block);
      },
      fail: (error) => {
        for (const { reject } of taken) reject(error);
      },
    };
  }
}
