import { keptSlots } from "@pha/api";
import { useEffect, useState } from "preact/hooks";
import type { Following } from "../network/follow.ts";

/** Figures of ten seconds. */
interface Slot {
  readonly slot: number;
}

/** A service's figures of the last hour, and why there are none. */
export interface Hour<S extends Slot> {
  readonly slots: readonly S[];
  readonly error?: unknown;
}

/** Where slots come from: those of the last hour at once, later ones as they end. */
export interface SlotSource<S extends Slot> {
  readonly load: () => Promise<readonly S[]>;
  readonly follow: (following: Following<S>) => () => void;
}

/** Slots in order, each once, of an hour at most. */
export function withSlot<S extends Slot>(slots: readonly S[], next: S): readonly S[] {
  const others = slots.filter(({ slot }) => slot !== next.slot && slot > next.slot - keptSlots);
  return [...others, next].sort((a, b) => a.slot - b.slot);
}

/** A service's figures of the last hour, and each ten seconds' as they end. */
export function useHour<S extends Slot>(service: string, { load, follow }: SlotSource<S>): Hour<S> {
  const [hour, setHour] = useState<Hour<S>>({ slots: [] });
  useEffect(() => {
    let isCurrent = true;
    const add = (slots: readonly S[]) =>
      isCurrent && setHour((before) => ({ slots: slots.reduce(withSlot, before.slots) as readonly S[] }));
    const fail = (error: unknown) => isCurrent && setHour((before) => ({ ...before, error }));
    const loadAll = () => void load().then(add, fail);
    loadAll();
    const leave = follow({ onEntry: (slot) => add([slot]), onProblem: fail, onAgain: loadAll });
    return () => {
      isCurrent = false;
      leave();
    };
  }, [service]);
  return hour;
}
