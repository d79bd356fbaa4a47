import { type AnyType, enumeration, errors, lazy, type Type, unit, variant } from "@pha/codec";
import { type CallFilter, type OriginCaller, RawOrigin, systemOrigin } from "./dispatch/origin.ts";
import type { Call, Event } from "./dispatch/values.ts";
import type { AnyPallet, ApiSpec, HoldReason } from "./spec.ts";

/** A signed extension: what the extrinsic carries and what is signed but not carried. */
export interface ExtensionSpec {
  readonly name: string;
  readonly value: AnyType;
  readonly additional: AnyType;
}

/** A type that stands for the calls, events or hold reasons of all pallets before those are known. */
export interface Reference<T> {
  readonly type: Type<T>;
  /** Called once, by {@link outerEnums}. */
  bind(type: Type<T>): void;
}

/** Makes a reference; `name` is its path until it is bound, and what JSON Schemas of types that contain it say. */
export function reference<T>(name: string): Reference<T> {
  let bound: Type<T> | undefined;
  const unbound = { ...unit.meta, path: [name] };
  const type = lazy<T>(() => {
    if (!bound) throw new Error(`${name} is not known before all pallets are`);
    return bound;
  });
  return {
    type: {
      read: type.read,
      write: type.write,
      toJson: type.toJson,
      fromJson: type.fromJson,
      schema: { type: "object", title: name },
      get meta() {
        return bound?.meta ?? unbound;
      },
    },
    bind(of) {
      bound = of;
    },
  };
}

type VariantPart = "calls" | "events" | "errorSpecs" | "holdReasonSpecs" | "originSpecs" | "filterSpecs";

/** The enumerations over all pallets. */
export interface OuterEnums {
  readonly call: Type<Call>;
  readonly event: Type<Event>;
  readonly error: AnyType;
  readonly holdReason: Type<HoldReason>;
  readonly originCaller: Type<OriginCaller>;
  readonly callFilter: Type<CallFilter>;
}

/** The references that {@link outerEnums} binds. */
export interface References {
  readonly call: Reference<Call>;
  readonly event: Reference<Event>;
  readonly holdReason: Reference<HoldReason>;
  readonly originCaller: Reference<OriginCaller>;
  readonly callFilter: Reference<CallFilter>;
}

/**
 * `RuntimeCall`, `RuntimeEvent`, `RuntimeError`, `RuntimeHoldReason`, `OriginCaller` and `RuntimeCallFilter`: one
 * variant per pallet, at the pallet's index.
 */
export function outerEnums(crate: string, pallets: readonly AnyPallet[], references: References): OuterEnums {
  const variants = (part: VariantPart, type: (pallet: AnyPallet) => AnyType) =>
    Object.fromEntries(
      pallets
        .filter((pallet) => Object.keys(pallet[part]).length > 0)
        .map((pallet) => [pallet.name, variant(pallet.index, type(pallet))]),
    );
  const union = (name: string, part: VariantPart, type: (pallet: AnyPallet) => AnyType) =>
    enumeration(variants(part, type), { path: [crate, name] });
  const call = withWholeForm(
    union("RuntimeCall", "calls", (pallet) => pallet.callType) as unknown as Type<Call>,
    pallets,
  );
  const event = union("RuntimeEvent", "events", (pallet) => pallet.eventType) as unknown as Type<Event>;
  const holdReason = union("RuntimeHoldReason", "holdReasonSpecs", (pallet) => pallet.holdReasonType) as unknown;
  const originCaller = enumeration(
    {
      [systemOrigin.name]: variant(systemOrigin.index, RawOrigin),
      ...variants("originSpecs", (pallet) => pallet.originType),
    },
    { path: [crate, "OriginCaller"] },
  ) as unknown as Type<OriginCaller>;
  const callFilter = union("RuntimeCallFilter", "filterSpecs", (pallet) => pallet.filterType) as unknown;
  references.call.bind(call);
  references.event.bind(event);
  references.holdReason.bind(holdReason as Type<HoldReason>);
  references.originCaller.bind(originCaller);
  references.callFilter.bind(callFilter as Type<CallFilter>);
  return {
    call,
    event,
    holdReason: holdReason as Type<HoldReason>,
    originCaller,
    callFilter: callFilter as Type<CallFilter>,
    error: union("RuntimeError", "errorSpecs", (pallet) => pallet.errorType),
  };
}

/** A call's type that tells the whole form of one to who gives, in JSON, what is none. */
function withWholeForm(call: Type<Call>, pallets: readonly AnyPallet[]): Type<Call> {
  const names = pallets.filter(({ calls }) => Object.keys(calls).length > 0).map(({ name }) => name);
  const form = '{ "type": PALLET, "value": { "type": CALL, "value": { …ARGUMENTS } } }';
  return {
    ...call,
    fromJson(json, context) {
      const { type, value } = Object(json) as { readonly type?: unknown; readonly value?: unknown };
      if (typeof type !== "string" || typeof Object(value).type !== "string")
        throw errors.BadJson({ expected: `a call, ${form}`, pallets: names.join(", ") });
      return call.fromJson(json, context);
    },
  };
}

/** Everything that metadata and descriptions are made of. */
export interface RuntimeSpec {
  readonly pallets: readonly AnyPallet[];
  readonly outer: OuterEnums;
  readonly extrinsic: {
    readonly type: AnyType;
    readonly address: AnyType;
    readonly signature: AnyType;
    readonly extra: AnyType;
  };
  readonly extensions: readonly ExtensionSpec[];
  /** By name. */
  readonly apis: Readonly<Record<string, ApiSpec>>;
  /** Type of the runtime itself in the registry. */
  readonly type: AnyType;
}
