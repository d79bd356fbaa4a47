import { decode, type Json, type JsonContext, struct, toJson } from "@pha/codec";
import {
  type AnyPallet,
  type Call,
  type Event,
  type EventSpec,
  type Failure,
  listFailures,
  mayTellFailure,
} from "@pha/frame";
import type { Runtime } from "@pha/runtime";
import type { StoredEvent } from "../ledger/ledger.ts";

/** A call as REST names it. */
export interface JsonCall {
  readonly pallet: string;
  readonly call: string;
  readonly args: Json;
}

/** A call in JSON: calls inside its arguments keep their `{ type, value }` form. */
export function callToJson(runtime: Runtime, call: Call, context: JsonContext): JsonCall {
  const { callType } = findPallet(runtime, call.type) as AnyPallet;
  const { value } = toJson(callType, call.value, context) as { value?: Json };
  return { pallet: call.type, call: call.value.type, args: value ?? {} };
}

/** What of an extrinsic failed, by its events. */
export const failuresIn = (runtime: Runtime, events: readonly StoredEvent[]): Failure[] =>
  listFailures(
    runtime.pallets,
    events.flatMap(({ pallet, name, data }) => {
      const spec = findPallet(runtime, pallet)?.events[name] as EventSpec | undefined;
      if (!spec || !mayTellFailure(spec)) return [];
      return [{ type: pallet, value: { type: name, value: decode(struct(spec.fields), data) } }];
    }),
  );

/** The fields of an event in JSON. */
export function eventToJson(runtime: Runtime, { pallet, name, data }: StoredEvent, context: JsonContext): Json {
  const spec = findPallet(runtime, pallet)?.events[name] as EventSpec | undefined;
  if (spec === undefined) return null;
  const fields = struct(spec.fields);
  return toJson(fields, decode(fields, data), context);
}

/** An event that was just made, by its names. */
export function decodedToJson(runtime: Runtime, { type: pallet, value: { type, value } }: Event, context: JsonContext) {
  const spec = findPallet(runtime, pallet)?.events[type] as EventSpec;
  return { pallet, name: type, fields: toJson(struct(spec.fields), (value ?? {}) as object, context) };
}

/** A pallet by its name, in any case. */
export const findPallet = ({ pallets }: Runtime, name: string): AnyPallet | undefined =>
  pallets.find((pallet: AnyPallet) => pallet.name.toLowerCase() === name.toLowerCase());
