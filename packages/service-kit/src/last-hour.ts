import { keptSlots, type Placed, type StreamContext, slotMs } from "@pha/api";
import { pause } from "./pause.ts";

/** Figures of one slot, which is ten seconds. */
export interface Slot {
  /** Milliseconds since 1970, divided by {@link slotMs}. */
  readonly slot: number;
}

/** A service's figures of the last hour, in memory: slots in which it did not run are not there. */
export class LastHour<S extends Slot> {
  #slots: readonly S[] = [];
  readonly #windows = new Map<number, { readonly slots: readonly S[] }>();
  #next = Promise.withResolvers<void>();

  /** Adds the slot that has just ended. */
  add(slot: S): void {
    const oldest = slot.slot - keptSlots;
    this.#slots = [...this.#slots.filter((one) => one.slot > oldest && one.slot < slot.slot), slot];
    this.#windows.clear();
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  /** The newest slots, oldest first; the same answer until there is another slot. */
  newest(count: number): { readonly slots: readonly S[] } {
    const last = this.#slots.at(-1)?.slot ?? 0;
    const window = this.#windows.get(count) ?? { slots: this.#slots.filter(({ slot }) => slot > last - count) };
    this.#windows.set(count, window);
    return window;
  }

  /** Slots as they end: behind the one that the reader has, or from now on. */
  async *follow({ signal, after }: Pick<StreamContext<number>, "signal" | "after">): AsyncGenerator<Placed<number, S>> {
    let last = after ?? this.#slots.at(-1)?.slot ?? 0;
    const left = new Promise<void>((leave) => signal.addEventListener("abort", () => leave(), { once: true }));
    while (!signal.aborted) {
      const { promise: next } = this.#next;
      for (const entry of this.#slots.filter(({ slot }) => slot > last)) {
        yield { id: entry.slot, entry };
        last = entry.slot;
      }
      if (this.#slots.every(({ slot }) => slot <= last)) await Promise.race([next, left]);
    }
  }
}

/**
 * Closes a slot every ten seconds, on the clock's own marks.
 *
 * @param close - gives the figures of the slot that ends, or nothing when they are not to be had
 */
export function startSlots<S extends Slot>(
  hour: LastHour<S>,
  close: (slot: number) => Promise<S | undefined>,
): AsyncDisposable {
  const stop = new AbortController();
  const running = run();

  async function run(): Promise<void> {
    for (;;) {
      const slot = Math.floor(Date.now() / slotMs);
      await pause((slot + 1) * slotMs - Date.now(), stop.signal);
      if (stop.signal.aborted) return;
      const ended = await close(slot);
      if (ended) hour.add(ended);
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}
