import { type AnyType, type StructOf, struct } from "@pha/codec";
import type { AnyPallet, EventSpec } from "@pha/frame";
import type { Db } from "@pha/service-kit/db";

/** Where an event stands in the finalized chain. */
export interface Place {
  readonly block: number;
  /** Among the block's events. */
  readonly index: number;
  readonly timeMs: bigint;
  /** Index of the extrinsic that caused it; none for hooks of the block. */
  readonly extrinsic: number | undefined;
}

/**
 * What an event is about (`referendum/3`), and what it does to the tables. One that is about nothing is passed over; one
 * without a topic is not in the log of events.
 */
export interface Rule {
  readonly pallet: string;
  readonly name: string;
  /** Its fields. */
  readonly type: AnyType;
  readonly topic: ((value: never) => string | undefined) | undefined;
  readonly write: ((tx: Db, value: never, place: Place, launch: Launch) => Promise<void>) | undefined;
}

/** What the launch that is under way in a block is of: a public proposal by its number, or the council's. */
export interface Launch {
  of: { readonly proposal: number } | "council" | undefined;
}

type Fields<P extends AnyPallet, N> = N extends keyof P["events"]
  ? P["events"][N] extends EventSpec<infer F>
    ? StructOf<F>
    : never
  : never;

/** Says what one event of a pallet is about, and what it writes beside the log of events. */
export const on = <P extends AnyPallet, N extends keyof P["events"] & string>(
  pallet: P,
  name: N,
  topic: ((value: Fields<P, N>) => string | undefined) | undefined,
  write?: (tx: Db, value: Fields<P, N>, place: Place, launch: Launch) => Promise<void>,
): Rule => {
  const { fields } = pallet.events[name] as EventSpec;
  return { pallet: pallet.name, name, type: struct(fields), topic, write };
};
