import type { NamedCall } from "@pha/api";
import { type Json, toJson } from "@pha/codec";
import type { Call } from "@pha/frame";
import { pallets } from "@pha/runtime/spec";
import { context } from "../transport/client.ts";

/** A call by its names, with arguments in JSON. */
export function namedCall({ type, value }: Call): NamedCall {
  const pallet = pallets.find(({ name }) => name === type);
  if (!pallet) throw new Error(`no pallet ${type}`); // calls are made by makeCall, of a pallet
  const { value: args = {} } = toJson(pallet.callType, value as never, context) as Partial<Record<"value", Json>>;
  return { pallet: type, call: value.type, args: args as NamedCall["args"] };
}
