import type { Contract, Signer } from "@pha/sdk";
import { batchOf } from "./batch.ts";

/** Items that may wait for their turn. */
const mostWaiting = 10_000;

/** How long items are gathered, in milliseconds; after each failure twice as long as before, up to five minutes. */
const gatherMs = 5_000;
const mostGatherMs = 300_000;

interface Collected {
  readonly taken: number;
  readonly refused: number;
}

/** Brings what visitors sealed to the contract, some at a time. It can read none of it. */
export class Collector implements AsyncDisposable {
  readonly #contract: Contract;
  readonly #owner: Signer;
  readonly #failed: (error: unknown) => void;
  /** What the contract made of what was brought. */
  readonly counts = { taken: 0, refused: 0 };
  #waiting: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #bringing: Promise<void> = Promise.resolve();
  #failures = 0;

  /** @param failed - told why items could not be brought; they are tried again */
  constructor(contract: Contract, owner: Signer, failed: (error: unknown) => void) {
    this.#contract = contract;
    this.#owner = owner;
    this.#failed = failed;
  }

  /** Whether there is room for one item more. */
  add(item: string): boolean {
    if (this.#waiting.length >= mostWaiting) return false;
    this.#waiting.push(item);
    this.#timer ??= setTimeout(() => void this.flush(), gatherMs);
    return true;
  }

  /** How many items wait to be brought. They are in memory alone. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Brings all that waits. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#bringing = this.#bringing.then(() => this.#bring());
    return this.#bringing;
  }

  async #bring(): Promise<void> {
    while (this.#waiting.length > 0) {
      const items = batchOf(this.#waiting);
      try {
        const { value } = await this.#contract.command<Collected>(this.#owner, "collect", { items });
        this.counts.taken += value.taken;
        this.counts.refused += value.refused;
        this.#failures = 0;
      } catch (error) {
        this.#failed(error);
        const restMs = Math.min(gatherMs * 2 ** ++this.#failures, mostGatherMs); // a command that fails costs its fee
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => void this.flush(), restMs);
        return;
      }
      this.#waiting = this.#waiting.slice(items.length);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
  }
}
