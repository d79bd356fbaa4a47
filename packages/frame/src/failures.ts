import type { AnyType, TypeOf } from "@pha/codec";
import type { Event } from "./dispatch/values.ts";
import type { AnyPallet, EventSpec } from "./spec.ts";
import { DispatchError, DispatchResult } from "./types.ts";

/** A failure of which an event tells. */
export interface Failure {
  /** `System.ExtrinsicFailed`, or that of a call that dispatched another one: `Sudo.SudoAsDone`. */
  readonly event: string;
  /** Name of the error: `Balances.InsufficientBalance`, `BadOrigin`. */
  readonly error: string;
}

/** Whether an event can tell of a failure: one of its fields is a `DispatchError`, or a result that may be one. */
export const mayTellFailure = ({ fields }: EventSpec): boolean =>
  Object.values(fields).some((type) => isError(type) || isResult(type));

/** All events that can. */
export const failureKinds = (pallets: readonly AnyPallet[]): { readonly pallet: string; readonly name: string }[] =>
  pallets.flatMap((pallet) =>
    Object.entries<EventSpec>(pallet.events).flatMap(([name, spec]) =>
      mayTellFailure(spec) ? [{ pallet: pallet.name, name }] : [],
    ),
  );

/** What failed: calls that others dispatched first, an extrinsic's own call last. Of no failure: nothing. */
export function listFailures(pallets: readonly AnyPallet[], events: readonly Event[]): Failure[] {
  return events.flatMap(({ type, value }) => {
    const spec: EventSpec | undefined = pallets.find(({ name }) => name === type)?.events[value.type];
    const values = (value.value ?? {}) as Readonly<Record<string, unknown>>;
    return Object.entries(spec?.fields ?? {}).flatMap(([name, of]) => {
      const error = errorIn(of, values[name]);
      return error ? [{ event: `${type}.${value.type}`, error: nameOf(pallets, error) }] : [];
    });
  });
}

/** The error in a field's value. Types are known by their paths: a runtime that was loaded brings its own copies. */
function errorIn(type: AnyType, value: unknown): DispatchError | undefined {
  if (isError(type)) return value as DispatchError;
  if (!isResult(type)) return undefined;
  const result = value as TypeOf<typeof DispatchResult>;
  return result.type === "Err" ? result.value : undefined;
}

function nameOf(pallets: readonly AnyPallet[], error: DispatchError): string {
  const { type, value } = error;
  if (type !== "Module") return value === undefined ? type : `${type}.${value.type}`;
  const pallet = pallets.find(({ index }) => index === value.index);
  const specs = Object.entries(pallet?.errorSpecs ?? {});
  const [name] = specs.find(([, { index }]) => index === value.error[0]) ?? [];
  return name === undefined ? `Module.${value.index}.${value.error[0]}` : `${pallet?.name}.${name}`;
}

const isError = ({ meta }: AnyType): boolean => meta.path.join("::") === DispatchError.meta.path.join("::");

const isResult = ({ meta }: AnyType): boolean =>
  meta.path.join("::") === DispatchResult.meta.path.join("::") && meta.params.some(({ type }) => type && isError(type));
