import { CodedError, type ErrorData, type ErrorMaker } from "@pha/codec";
import { type Event, type Failure, errors as frameErrors, listFailures } from "@pha/frame";
import { pallets } from "@pha/runtime/spec";
import { errors } from "../errors.ts";

/**
 * Throws the first of what failed: the pallet's own coded error (`Balances.InsufficientBalance`), that of dispatch itself
 * (`frame.BadOrigin`), or `sdk.CallFailed` with the reason where neither has one.
 *
 * @param facts - that the error tells: which `transaction` it is about
 */
export function throwFailure(failures: readonly Failure[], facts: ErrorData): void {
  const [first] = failures;
  if (first) throw failureError(first, facts);
}

/** Of events that are proven. */
export const throwFailureIn = (events: readonly Event[], transaction: string): void =>
  throwFailure(listFailures(pallets, events), { transaction });

/** An error that came after a transaction was handed in, with the transaction among its facts: it may have been done. */
export function aboutTransaction(transaction: string, error: unknown): unknown {
  if (!(error instanceof CodedError) || error.data["transaction"] !== undefined) return error;
  return new CodedError(error.module, error.name, error, { ...error.data, transaction }, error);
}

function failureError({ event, error }: Failure, facts: ErrorData): CodedError {
  const [pallet = "", name = pallet] = error.split(".");
  const catalogue = name === pallet ? frameErrors : pallets.find((one) => one.name === pallet)?.errors;
  const makers: Readonly<Record<string, ErrorMaker>> = catalogue ?? {};
  const own = Object.hasOwn(makers, name) ? makers[name] : undefined;
  return own ? own({ ...facts, event }) : errors.CallFailed({ reason: error, ...facts, event });
}
