import { type AnyType, encode } from "@pha/codec";
import type { AnyPallet, ArgsOf, Call } from "@pha/frame";
import { makeCall } from "@pha/frame";
import { pallets } from "@pha/runtime/spec";
import { errors } from "../errors.ts";
import { context } from "../transport/client.ts";
import { formOf } from "./form.ts";
import { badParameter, expectObject } from "./parameter.ts";

/**
 * A typed call of a pallet, its names and arguments checked: `tx(balances, "transfer_keep_alive", { dest, value })`.
 *
 * @throws `sdk.UnknownCall`, `sdk.BadParameter`
 */
export function tx<P extends AnyPallet, N extends keyof P["calls"] & string>(
  pallet: P,
  name: N,
  args: ArgsOf<P, N>,
): Call {
  expectPallet(pallet);
  expectArguments(pallet, name, args);
  return makeCall(pallet, name, args);
}

/** @throws `sdk.BadParameter` */
export function expectPallet(pallet: AnyPallet): void {
  expectObject("pallet", "a pallet of @pha/sdk/pallets", pallet);
  expectObject("calls of the pallet", "a pallet of @pha/sdk/pallets", pallet.calls);
}

/**
 * A call that the ledger's runtime has, with arguments that can be encoded.
 *
 * @throws `sdk.UnknownCall`, `sdk.BadParameter`
 */
export function expectCall(given: Call): void {
  const { type, value } = Object(given) as Partial<Call>;
  if (typeof type !== "string" || typeof value?.type !== "string")
    throw badParameter("call", 'what tx(balances, "transfer_keep_alive", { … }) makes', given);
  const pallet = pallets.find(({ name }) => name === type);
  if (!pallet) throw errors.UnknownCall({ pallet: type, pallets: pallets.map(({ name }) => name).join(" ") });
  expectArguments(pallet, value.type, value.value);
}

function expectArguments(pallet: AnyPallet, name: string, args: unknown): void {
  const { calls } = pallet as { readonly calls: AnyPallet["calls"] };
  const spec = Object.hasOwn(calls, name) ? calls[name] : undefined;
  if (!spec) throw errors.UnknownCall({ pallet: pallet.name, call: name, calls: Object.keys(calls).join(" ") });
  const of = `${pallet.name}.${name}`;
  const names = Object.keys(spec.args);
  const form = names.length === 0 ? "{}" : `{ ${names.join(", ")} }`;
  expectObject(`arguments of ${of}`, form, args);
  const given = args as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).find((key) => !names.includes(key));
  if (unknown !== undefined) throw badParameter(`${unknown} of ${of}`, `none of this name: ${form}`, given[unknown]);
  for (const nested of spec.nested) {
    const carried = given[nested];
    for (const call of Array.isArray(carried) ? carried : [carried]) expectCall(call as Call);
  }
  for (const argument of names) expectValue(`${argument} of ${of}`, spec.args[argument], given[argument]);
}

/** A value that its type can write and read back: what writes it takes its compiler's word for the form. */
export function expectValue(parameter: string, type: AnyType, given: unknown): void {
  try {
    const readBack = type.fromJson(type.toJson(given, context), context);
    encode(type, given);
    if (typeof readBack === typeof given) return;
  } catch (cause) {
    throw badParameter(parameter, formOf(type), given, cause);
  }
  throw badParameter(parameter, formOf(type), given); // a number for a bigint, which may have lost digits
}
