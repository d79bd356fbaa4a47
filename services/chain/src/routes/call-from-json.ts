import type { GivenCall } from "@pha/api";
import { encode, inField, type Json, type JsonContext, nearest } from "@pha/codec";
import type { Call, CallSpec } from "@pha/frame";
import type { Ledger } from "../ledger/ledger.ts";
import { findPallet } from "./decode.ts";
import { errors } from "./errors.ts";

/**
 * A call from the names and JSON arguments that people write.
 *
 * @throws `chain-api.UnknownCall`; `codec.BadJson` that names the argument: `args.value`.
 */
export function callFromJson(
  { runtime }: Ledger,
  { pallet: palletName, call: name, args }: { readonly pallet: string; readonly call: string; readonly args: Json },
  context: JsonContext,
): Call {
  const pallet = findPallet(runtime, palletName);
  const calls = (pallet?.calls ?? {}) as Readonly<Record<string, CallSpec>>;
  const spec = Object.hasOwn(calls, name) ? calls[name] : undefined;
  if (pallet === undefined) {
    const names = runtime.pallets.map((one) => one.name);
    const meant = nearest(palletName, names);
    throw errors.UnknownCall({ pallet: palletName, call: name, meant, pallets: names.join(", ") });
  }
  if (spec === undefined) {
    const names = Object.keys(calls);
    const others = names.filter((other) => !other.startsWith(`${name}_`)); // `transfer_all` is no misspelt `transfer`
    const meant = names.find((other) => letters(other) === letters(name)) ?? nearest(name, others);
    throw errors.UnknownCall({ pallet: pallet.name, call: name, meant, calls: names.join(", ") });
  }
  return { type: pallet.name, value: { type: name, value: inField("args", () => spec.type.fromJson(args, context)) } };
}

/**
 * SCALE of a call that was given in whichever form.
 *
 * @throws as {@link callFromJson}; what bytes are is found out where they are used
 */
export function bytesOfCall(
  ledger: Ledger,
  { call, pallet = "", args = {} }: GivenCall,
  context: JsonContext,
): Uint8Array {
  if (call instanceof Uint8Array) return call;
  const { callType } = ledger.runtime;
  if (typeof call === "string") return encode(callType, callFromJson(ledger, { pallet, call, args }, context));
  return encode(
    callType,
    inField("call", () => callType.fromJson(call, context)),
  );
}

/** What `transferKeepAlive`, as some libraries write it, shares with `transfer_keep_alive`. */
const letters = (name: string): string => name.replaceAll("_", "").toLowerCase();
