import type { ChainSlot, GatekeeperSlot } from "@pha/api";
import { slotMs } from "@pha/api";
import type { TypeOf } from "@pha/codec";
import type { Point } from "../../ui/chart.tsx";

type Chain = TypeOf<typeof ChainSlot>;
type Gatekeeper = TypeOf<typeof GatekeeperSlot>;

/** Points of a figure, each at the end of its slot. */
export const pointsOf = <S extends { readonly slot: number }>(
  slots: readonly S[],
  figure: (slot: S) => number,
): Point[] => slots.map((slot) => ({ atMs: (slot.slot + 1) * slotMs, value: figure(slot) }));

/** So many in a slot, as a rate. */
export const perSecond = (count: number): number => (count * 1_000) / slotMs;

/** Plancks as whole PHA, which is what a chart can tell apart. */
export const inPha = (plancks: bigint): number => Number(plancks / 1_000_000_000n) / 1_000;

/** What several gatekeepers passed on, together: slots that one of them has not told are those of the others. */
export function together(hours: readonly (readonly Gatekeeper[])[]): readonly Gatekeeper[] {
  const sums = new Map<number, Gatekeeper>();
  for (const one of hours.flat()) {
    const { queries = 0, failed = 0 } = sums.get(one.slot) ?? {};
    sums.set(one.slot, { slot: one.slot, queries: queries + one.queries, failed: failed + one.failed });
  }
  return [...sums.values()].sort((a, b) => a.slot - b.slot);
}

export type { Chain as ChainFigures };
