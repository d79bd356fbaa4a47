import { encode } from "@pha/codec";
import {
  type AnyPallet,
  type Call,
  type CallFilter,
  type Event,
  type HoldReason,
  type OriginCaller,
  type References,
  reference,
} from "@pha/frame";
import type { RuntimeVersion } from "./version.ts";

/** Placeholders for types over all pallets, which specs use before all are known; {@link runtimeSpecOf} binds them. */
export const references: References = {
  call: reference<Call>("RuntimeCall"),
  event: reference<Event>("RuntimeEvent"),
  holdReason: reference<HoldReason>("RuntimeHoldReason"),
  originCaller: reference<OriginCaller>("OriginCaller"),
  callFilter: reference<CallFilter>("RuntimeCallFilter"),
};

/** Any call of this runtime. */
export const RuntimeCall = references.call.type;

/** Any event of this runtime. */
export const RuntimeEvent = references.event.type;

/** Why an amount is on hold, for all pallets. */
export const RuntimeHoldReason = references.holdReason.type;

/** On whose authority a call is dispatched. */
export const RuntimeOriginCaller = references.originCaller.type;

/** A restriction on what an origin may call. */
export const RuntimeCallFilter = references.callFilter.type;

const lengths = new WeakMap<Call, number>();

/** Bytes of an encoded call. A call is weighed more than once. */
export function lengthOfCall(call: Call): number {
  const known = lengths.get(call);
  if (known !== undefined) return known;
  const { length } = encode(RuntimeCall, call);
  lengths.set(call, length);
  return length;
}

/** What is known once all pallets are. @throws Error before */
function late<T>(what: string) {
  let known: T | undefined;
  return {
    get(): T {
      if (known === undefined) throw new Error(`the runtime's ${what} is not known before all pallets are`);
      return known;
    },
    bind(of: T): void {
      known = of;
    },
  };
}

/** The version of the runtime that is made of all pallets. */
export const runtimeVersion = late<RuntimeVersion>("version");

/** All pallets. */
export const runtimePallets = late<readonly AnyPallet[]>("list of pallets");
