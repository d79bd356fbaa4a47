import type { AnyPallet, ArgsOf } from "../spec.ts";

/** A call of any pallet: `{ type: "Balances", value: { type: "transfer_keep_alive", value: { dest, value } } }`. */
export interface Call {
  readonly type: string;
  readonly value: { readonly type: string; readonly value: unknown };
}

/** An event of any pallet, in the same form. */
export interface Event {
  readonly type: string;
  readonly value: { readonly type: string; readonly value: unknown };
}

/** Makes a call with checked names and arguments: `makeCall(balances, "transfer_keep_alive", { dest, value })`. */
export const makeCall = <P extends AnyPallet, N extends keyof P["calls"] & string>(
  pallet: P,
  name: N,
  args: ArgsOf<P, N>,
): Call => ({ type: pallet.name, value: { type: name, value: args } });

/** The fields of an event when it is this one, `undefined` otherwise. */
export const eventOf = <P extends AnyPallet, N extends keyof P["events"] & string>(
  pallet: P,
  name: N,
  event: Event,
): EventFields<P, N> | undefined =>
  event.type === pallet.name && event.value.type === name ? (event.value.value as EventFields<P, N>) : undefined;

/** The fields of the first of these events that is this one, `undefined` where none is. */
export function findEvent<P extends AnyPallet, N extends keyof P["events"] & string>(
  events: readonly Event[],
  pallet: P,
  name: N,
): EventFields<P, N> | undefined {
  for (const event of events) {
    const fields = eventOf(pallet, name, event);
    if (fields !== undefined) return fields;
  }
  return undefined;
}

/** The fields of one event of a pallet. */
export type EventFields<P extends AnyPallet, N extends keyof P["events"]> = P["events"][N] extends {
  readonly fields: infer F;
}
  ? { readonly [K in keyof F]: F[K] extends { readonly read: (reader: never) => infer T } ? T : never }
  : never;
