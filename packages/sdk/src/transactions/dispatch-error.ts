import type { CodedError } from "@pha/codec";
import type { AnyPallet, DispatchError } from "@pha/frame";
import { pallets } from "@pha/runtime/spec";
import { errors } from "../errors.ts";

/**
 * Why a call failed, as the pallet's own coded error (`Balances.InsufficientBalance`), or as `sdk.CallFailed` with the
 * reason where no pallet speaks.
 */
export function dispatchError(error: DispatchError, transaction: string): CodedError {
  if (error.type === "Module") {
    const pallet = pallets.find(({ index }) => index === error.value.index);
    const maker = pallet && errorOf(pallet, error.value.error[0] ?? 0);
    if (maker) return maker({ transaction });
  }
  const detail = error.value !== undefined && "type" in error.value ? `${error.type}.${error.value.type}` : error.type;
  return errors.CallFailed({ reason: detail, transaction });
}

function errorOf(pallet: AnyPallet, index: number) {
  const name = Object.entries(pallet.errorSpecs).find(([, spec]) => spec.index === index)?.[0];
  return name === undefined ? undefined : pallet.errors[name];
}
