import type { GatekeeperSlot } from "@pha/api";
import type { TypeOf } from "@pha/codec";
import { LastHour, startSlots } from "@pha/service-kit/last-hour";

export type GatekeeperHour = LastHour<TypeOf<typeof GatekeeperSlot>>;

/** Counts what is asked and how much of it fails, by slots of ten seconds. */
export interface QueryCount extends AsyncDisposable {
  readonly hour: GatekeeperHour;
  /** The same work, counted. */
  counted<A extends readonly unknown[]>(ask: (...args: A) => Promise<Uint8Array>): (...args: A) => Promise<Uint8Array>;
}

export function countQueries(): QueryCount {
  const hour: GatekeeperHour = new LastHour();
  let count = { queries: 0, failed: 0 };
  const slots = startSlots(hour, async (slot) => {
    const ended = { slot, ...count };
    count = { queries: 0, failed: 0 };
    return ended;
  });
  return {
    hour,
    counted:
      (ask) =>
      async (...args) => {
        count.queries++;
        try {
          return await ask(...args);
        } catch (error) {
          count.failed++;
          throw error;
        }
      },
    [Symbol.asyncDispose]: () => slots[Symbol.asyncDispose](),
  };
}
