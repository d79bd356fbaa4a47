import { type AnyType, enumeration, type JsonSchema, lazy, type Type, variant } from "@pha/codec";
import type { Call, Event } from "./dispatch/values.ts";
import type { AnyPallet } from "./spec.ts";

/** A signed extension: what the extrinsic carries and what is signed but not carried. */
export interface ExtensionSpec {
  readonly name: string;
  readonly value: AnyType;
  readonly additional: AnyType;
}

/** One function of a runtime API. */
export interface MethodSpec {
  readonly inputs: Readonly<Record<string, AnyType>>;
  readonly output: AnyType;
  readonly doc: string;
}

/** A runtime API: read-only functions, called as `Name_method` with SCALE arguments one after another. */
export interface ApiSpec {
  readonly name: string;
  /** First eight bytes of BLAKE2b of the name, as `RuntimeVersion.apis` lists it. */
  readonly id: `0x${string}`;
  readonly version: number;
  readonly methods: Readonly<Record<string, MethodSpec>>;
  readonly doc: string;
}

/** A type that stands for the calls of all pallets before they are known: calls that carry calls take it. */
export interface CallReference {
  readonly type: Type<Call>;
  /** Called once, by {@link outerEnums}. */
  bind(type: Type<Call>): void;
}

/** Makes the reference that pallets with nested calls share. */
export function callReference(schema: JsonSchema): CallReference {
  let bound: Type<Call> | undefined;
  const type = lazy<Call>(() => {
    if (!bound) throw new Error("the pallets' calls are not known yet");
    return bound;
  });
  return {
    type: Object.defineProperties(
      {},
      { ...Object.getOwnPropertyDescriptors(type), schema: { value: schema } },
    ) as Type<Call>,
    bind(of) {
      bound = of;
    },
  };
}

/** The enumerations over all pallets. */
export interface OuterEnums {
  readonly call: Type<Call>;
  readonly event: Type<Event>;
  readonly error: AnyType;
}

/** `RuntimeCall`, `RuntimeEvent` and `RuntimeError`: one variant per pallet, at the pallet's index. */
export function outerEnums(crate: string, pallets: readonly AnyPallet[], reference: CallReference): OuterEnums {
  const union = (name: string, part: "calls" | "events" | "errorSpecs", type: (pallet: AnyPallet) => AnyType) =>
    enumeration(
      Object.fromEntries(
        pallets
          .filter((pallet) => Object.keys(pallet[part]).length > 0)
          .map((pallet) => [pallet.name, variant(pallet.index, type(pallet))]),
      ),
      { path: [crate, name] },
    );
  const call = union("RuntimeCall", "calls", (pallet) => pallet.callType) as unknown as Type<Call>;
  reference.bind(call);
  return {
    call,
    event: union("RuntimeEvent", "events", (pallet) => pallet.eventType) as unknown as Type<Event>,
    error: union("RuntimeError", "errorSpecs", (pallet) => pallet.errorType),
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
  readonly apis: readonly ApiSpec[];
  /** Type of the runtime itself in the registry. */
  readonly type: AnyType;
}
