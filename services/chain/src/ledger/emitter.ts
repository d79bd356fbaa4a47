import type { LedgerEventMap, LedgerEvents } from "./ledger.ts";
import { outsideRequest } from "./read-budget.ts";

export interface Emitter extends LedgerEvents {
  emit<N extends keyof LedgerEventMap>(name: N, ...args: LedgerEventMap[N]): void;
}

type Listeners = { [N in keyof LedgerEventMap]: Set<(...args: LedgerEventMap[N]) => void> };

/** Tells listeners in the order in which they came. */
export function makeEmitter(): Emitter {
  const listeners: Listeners = { block: new Set(), finalized: new Set(), undone: new Set(), transaction: new Set() };
  return {
    on(name, listener) {
      listeners[name].add(listener);
      return () => listeners[name].delete(listener);
    },
    emit(name, ...args) {
      outsideRequest(() => {
        for (const listener of [...listeners[name]]) listener(...args);
      });
    },
  };
}
