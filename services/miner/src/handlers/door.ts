import type { Subscribed } from "@pha/service-kit/bus";

/** Serves clients while open. */
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
      const closing = subscribed;
      subscribed = undefined;
      await Promise.all(closing?.map((one) => one[Symbol.asyncDispose]()) ?? []);
    }
  }
  return { set, [Symbol.asyncDispose]: () => set(false) };
}
