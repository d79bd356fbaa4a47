import type { Hex } from "@pha/codec";
import type { Ledger, TransactionStatus } from "./ledger.ts";

type Listener = (status: TransactionStatus) => void;

const order = { retracted: -1, accepted: 0, ready: 1, inBlock: 2, finalized: 3, invalid: 3, dropped: 3 } as const;

/** Whether nothing follows this status. */
export const isFinal = (status: TransactionStatus): boolean => order[status.type] === 3;

/** Tells whoever asks how one extrinsic fares. One listener on the ledger serves any number of watchers. */
export function transactionWatch({ ledger }: { ledger: Ledger }) {
  const listeners = new Map<Hex, Set<Listener>>();
  ledger.events.on("transaction", (hash, status) => {
    for (const listener of [...(listeners.get(hash) ?? [])]) listener(status);
  });

  return {
    /**
     * Calls `onStatus` with where the extrinsic is now and with each step it takes from there, forward only and each
     * once, until a final one. Only when its block is undone does it go back, and begins anew. Calls it with `undefined` once when the extrinsic is unknown. Returns a way to stop.
     *
     * @param read looks up where it is now, for whoever watches
     */
    watch(
      hash: Hex,
      onStatus: (status: TransactionStatus | undefined) => void,
      onError: (error: unknown) => void,
      read: <T>(work: () => Promise<T>) => Promise<T>,
    ) {
      let reached = -1;
      let stopped = false;
      const step: Listener = (status) => {
        if (stopped || (status.type !== "retracted" && order[status.type] <= reached)) return;
        reached = order[status.type];
        if (isFinal(status)) stop();
        onStatus(status);
      };
      const stop = () => {
        stopped = true;
        remove(hash, step);
      };
      add(hash, step);
      read(() => ledger.transaction(hash))
        .then((status) => {
          if (status !== undefined) step(status);
          else if (!stopped && reached === -1) onStatus(undefined);
        })
        .catch(onError);
      return stop;
    },
  };

  function add(hash: Hex, listener: Listener): void {
    const known = listeners.get(hash);
    if (known) known.add(listener);
    else listeners.set(hash, new Set([listener]));
  }

  function remove(hash: Hex, listener: Listener): void {
    const known = listeners.get(hash);
    known?.delete(listener);
    if (known?.size === 0) listeners.delete(hash);
  }
}

export type TransactionWatch = ReturnType<typeof transactionWatch>;
