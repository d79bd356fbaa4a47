import type { CodedError, ErrorMaker } from "@pha/codec";
import { type Event, type Failure, listFailures } from "@pha/frame";
import { pallets } from "@pha/runtime/spec";
import { errors } from "../errors.ts";

/**
 * Throws the first of what failed: the pallet's own coded error (`Balances.InsufficientBalance`), or `sdk.CallFailed` with
 * the reason where no pallet speaks.
 */
export function throwFailure(failures: readonly Failure[], transaction: string): void {
  const [first] = failures;
  if (first) throw failureError(first, transaction);
}

/** Of events that are proven. */
export const throwFailureIn = (events: readonly Event[], transaction: string): void =>
  throwFailure(listFailures(pallets, events), transaction);

function failureError({ event, error }: Failure, transaction: string): CodedError {
  const [pallet = "", name = ""] = error.split(".");
  const makers: Readonly<Record<string, ErrorMaker>> = pallets.find((one) => one.name === pallet)?.errors ?? {};
  const own = Object.hasOwn(makers, name) ? makers[name] : undefined;
  return own ? own({ transaction, event }) : errors.CallFailed({ reason: error, transaction, event });
}
