import type { Bus, Subscribed } from "@pha/service-kit/bus";
import type { Miner } from "../enclave/miner.ts";

/** Tools of what serves the worker's cluster: each request goes to one worker whose door is open. */
export interface HandlerDeps {
  readonly bus: Bus;
  readonly miner: Pick<Miner, "query" | "receipt" | "receipts">;
  readonly where: { readonly at: { readonly cluster: string }; readonly queue: string };
}

/** Serves the cluster while open. */
export interface Door extends AsyncDisposable {
  /** Begins or ceases to serve; requests that have arrived are finished first. */
  readonly set: (open: boolean) => Promise<void>;
}

/** Makes a door, closed. */
export function makeDoor(open: () => readonly Subscribed[]): Door {
  let subscribed: readonly Subscribed[] | undefined;
  async function set(isOpen: boolean): Promise<void> {
    if (isOpen) subscribed ??= open();
    else {
      const closing = subscribed ?? [];
      subscribed = undefined;
      await Promise.all(closing.map((subscription) => subscription[Symbol.asyncDispose]()));
    }
  }
  return { set, [Symbol.asyncDispose]: () => set(false) };
}
