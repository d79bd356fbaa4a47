import type { ChainSlot } from "@pha/api";
import { CodedError, type TypeOf } from "@pha/codec";
import { LastHour, startSlots } from "@pha/service-kit/last-hour";
import type { Logger } from "@pha/service-kit/log";
import type { Ledger } from "../ledger/ledger.ts";
import { outsideRequest } from "../ledger/read-budget.ts";
import { readStanding } from "./standing.ts";

export type ChainHour = LastHour<TypeOf<typeof ChainSlot>>;

/** Counts what becomes final, and looks every ten seconds how things stand. */
export function startStats(ledger: Ledger, log: Logger): AsyncDisposable & { readonly hour: ChainHour } {
  const hour: ChainHour = new LastHour();
  let counted = { blocks: 0, transactions: 0 };
  const unlisten = [
    ledger.events.on("finalized", () => void counted.blocks++),
    ledger.events.on("transaction", (_, { type }) => void (type === "finalized" && counted.transactions++)),
  ];

  async function close(slot: number) {
    const { blocks, transactions } = counted;
    counted = { blocks: 0, transactions: 0 };
    const { number, hash } = ledger.finalized;
    const ahead = ledger.best.number - number;
    try {
      const state = await outsideRequest(() => ledger.stateAt(hash));
      if (state === undefined) return undefined; // undone by hand meanwhile
      const standing = await outsideRequest(() => state.read(readStanding));
      return { slot, blocks, transactions, finalized: number, ahead, ...standing };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      log.warn({ slot, code: error.code, reason: error.message }, "figures of ten seconds are not to be had");
      return undefined;
    }
  }

  const slots = startSlots(hour, close);
  return {
    hour,
    async [Symbol.asyncDispose]() {
      for (const stop of unlisten) stop();
      await slots[Symbol.asyncDispose]();
    },
  };
}
