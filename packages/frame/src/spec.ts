import {
  type AnyType,
  defineErrors,
  type EnumOf,
  type ErrorKind,
  type ErrorMaker,
  encode,
  enumeration,
  fixedBytes,
  type StructOf,
  struct,
  type Type,
  type TypeOf,
  u64,
  unit,
  type Variant,
  variant,
} from "@pha/codec";
import type { Accepts, CarriedBy, PalletOrigin, VariantSpec } from "./accepts.ts";
import { type Collection, isCollection } from "./collections.ts";
import type { StateView } from "./state/view.ts";
import type { StorageItem } from "./storage.ts";

export type Fields = Record<string, AnyType>;

/** One call: index on the wire, who may dispatch it, arguments. What it weighs, the runtime says. */
export interface CallSpec<O extends Accepts = Accepts, F extends Fields = Fields> {
  readonly index: number;
  readonly origin: O;
  readonly args: F;
  readonly type: Type<StructOf<F>>;
  readonly doc: string;
  /** Operational calls go before normal ones and may use the part of a block that is reserved for them. */
  readonly operational: boolean;
  /** Whether it comes in a bare extrinsic, with {@link bareFields}. */
  readonly bare: boolean;
  /** Arguments that hold a call or a list of calls, whose weight adds to this one's. */
  readonly nested: readonly string[];
  /** Argument with the weight, at most, of a stored call that it dispatches: that adds to this one's too. */
  readonly upTo: string | undefined;
}

interface CallOptions {
  readonly operational?: boolean;
  readonly nested?: readonly string[];
  readonly upTo?: string;
}

/** Declares a call. */
export function call<const O extends Accepts, const F extends Fields>(
  index: number,
  origin: O,
  args: F,
  doc: string,
  { operational = false, nested = [], upTo }: CallOptions = {},
): CallSpec<O, F> {
  return {
    index,
    origin,
    args,
    type: struct(args),
    doc,
    operational,
    bare: false,
    nested,
    upTo,
  };
}

/** The arguments that end every bare call: who speaks, how often it has spoken, its Ed25519 signature. */
export const bareFields = { session: fixedBytes(32), sequence: u64, signature: fixedBytes(64) };

/** Declares a call that comes in a bare extrinsic: it carries its own signature and pays nothing. */
export const bareCall = <const O extends Accepts, const F extends Fields>(
  index: number,
  origin: O,
  args: F,
  doc: string,
  options: CallOptions = {},
): CallSpec<O, F & typeof bareFields> & { readonly bare: true } => ({
  ...call(index, origin, { ...args, ...bareFields }, doc, { ...options, operational: true }),
  bare: true,
});

/** One event. */
export interface EventSpec<F extends Fields = Fields> {
  readonly index: number;
  readonly fields: F;
  readonly doc: string;
}

/** Declares an event. */
export const event = <const F extends Fields>(index: number, fields: F, doc: string): EventSpec<F> => ({
  index,
  fields,
  doc,
});

/** One error of a pallet. */
export interface PalletErrorSpec {
  readonly index: number;
  readonly kind: ErrorKind;
  readonly doc: string;
}

/** A value fixed by the runtime, or by the network whose state it is asked of. */
export interface ConstantSpec<T = unknown> {
  readonly type: Type<T>;
  /** A function where the value follows from all pallets, which are known later, or from the state. */
  readonly value: T | ((state: StateView) => T);
  readonly doc: string;
}

/** Declares a constant. */
export const constant = <T>(type: Type<T>, value: T | ((state: StateView) => T), doc: string): ConstantSpec<T> => ({
  type,
  value,
  doc,
});

/** A pallet's part of a chain spec: its form, and what it is where a chain spec leaves it out. */
export interface GenesisSpec<G = unknown> {
  readonly type: Type<G>;
  readonly initial: G;
}

/** Declares a pallet's part of a chain spec. */
export const genesisPart = <G>(type: Type<G>, initial: NoInfer<G>): GenesisSpec<G> => ({ type, initial });

/** One reason for which an amount may be on hold. */
export interface HoldReasonSpec {
  readonly index: number;
  readonly doc: string;
  /**
   * Whether a network that begins with the state of another releases what is held for it. To be said where anything that
   * the pallet stores ends there.
   */
  readonly ends?: boolean;
}

/** A reason of some pallet, as `RuntimeHoldReason` has it. */
export interface HoldReason<N extends string = string> {
  readonly type: string;
  readonly value: { readonly type: N; readonly value?: undefined };
}

/** One function of a runtime API. */
export interface MethodSpec {
  readonly inputs: Fields;
  readonly output: AnyType;
  readonly doc: string;
}

/** Declares a function of a runtime API. */
export const method = <const I extends Fields, O extends AnyType>(inputs: I, output: O, doc: string) => ({
  inputs,
  output,
  doc,
});

/** A runtime API: read-only functions, called as `Name_method` with SCALE arguments one after another. */
export interface ApiSpec<M extends Readonly<Record<string, MethodSpec>> = Readonly<Record<string, MethodSpec>>> {
  /** First eight bytes of the BLAKE2b-256 of the name, as `RuntimeVersion.apis` lists it. */
  readonly id: `0x${string}`;
  readonly version: number;
  readonly methods: M;
  readonly doc: string;
}

interface PalletParts {
  // biome-ignore lint/suspicious/noExplicitAny: items of every key and value type stand in one record
  readonly storage?: Record<string, StorageItem<any, any, any> | Collection<any, any, any, any>>;
  // biome-ignore lint/suspicious/noExplicitAny: calls of every argument type stand in one record
  readonly calls?: Record<string, CallSpec<any, any>>;
  // biome-ignore lint/suspicious/noExplicitAny: events of every field type stand in one record
  readonly events?: Record<string, EventSpec<any>>;
  readonly errors?: Record<string, PalletErrorSpec>;
  // biome-ignore lint/suspicious/noExplicitAny: constants of every type stand in one record
  readonly constants?: Record<string, ConstantSpec<any>>;
  // biome-ignore lint/suspicious/noExplicitAny: origins that carry any type stand in one record
  readonly origins?: Record<string, VariantSpec<any>>;
  // biome-ignore lint/suspicious/noExplicitAny: filters that carry any type stand in one record
  readonly filters?: Record<string, VariantSpec<any>>;
  // biome-ignore lint/suspicious/noExplicitAny: a part of any form
  readonly genesis?: GenesisSpec<any>;
  readonly holdReasons?: Record<string, HoldReasonSpec>;
  /** Runtime APIs by name, answered by the pallet's `queries.ts`. */
  // biome-ignore lint/suspicious/noExplicitAny: methods of every type stand in one record
  readonly apis?: Record<string, ApiSpec<any>>;
  /** Rust crate in the paths that clients look for; default `pallet_<name>`. */
  readonly crate?: string;
  readonly doc?: string;
}

type Part<
  P extends PalletParts,
  K extends "storage" | "calls" | "events" | "errors" | "constants" | "apis" | "origins" | "filters",
> = P[K] extends NonNullable<PalletParts[K]> ? P[K] : Record<never, never>;

/** A pallet's contract: data only. Everything else about a pallet follows from it. */
export interface PalletSpec<P extends PalletParts = PalletParts> {
  readonly name: string;
  readonly index: number;
  readonly crate: string;
  readonly doc: string;
  readonly storage: Part<P, "storage">;
  /** Every ordinary item of the storage, those that collections stand for among them. */
  readonly items: Readonly<Record<string, StorageItem>>;
  readonly calls: Part<P, "calls">;
  readonly events: Part<P, "events">;
  readonly constants: Part<P, "constants">;
  readonly genesis: P["genesis"] extends GenesisSpec<infer G> ? GenesisSpec<G> : undefined;
  readonly apis: Part<P, "apis">;
  readonly errorSpecs: Record<string, PalletErrorSpec>;
  /** Makers of the pallet's coded errors: `throw balances.errors.InsufficientBalance()`. */
  readonly errors: { readonly [Name in keyof Part<P, "errors">]: ErrorMaker };
  readonly holdReasonSpecs: Record<string, HoldReasonSpec>;
  /** Reasons of holds: `hold(env, who, attestation.holdReasons.WorkerDeposit, amount)`. */
  readonly holdReasons: {
    readonly [Name in keyof NonNullable<P["holdReasons"]> & string]: HoldReason<Name>;
  };
  readonly originSpecs: Part<P, "origins">;
  /** Authorities that the pallet can give, as calls name what they accept. */
  readonly origins: {
    readonly [Name in keyof Part<P, "origins">]: PalletOrigin<CarriedBy<Part<P, "origins">[Name]>>;
  };
  /** Restrictions that the pallet can put on origins. */
  readonly filterSpecs: Part<P, "filters">;
  /** The pallet's `Call`, `Event`, `Error`, `HoldReason`, `Origin` and `CallFilter` enumerations. */
  readonly callType: Type<{ readonly type: string; readonly value: unknown }>;
  readonly eventType: Type<{ readonly type: string; readonly value: unknown }>;
  readonly errorType: Type<EnumOf<Record<string, Variant>>>;
  readonly holdReasonType: Type<EnumOf<Record<string, Variant>>>;
  readonly originType: Type<EnumOf<Record<string, Variant>>>;
  readonly filterType: Type<EnumOf<Record<string, Variant>>>;
}

// biome-ignore lint/suspicious/noExplicitAny: any pallet, whatever its parts
export type AnyPallet = PalletSpec<any>;

/** A pallet's part of a chain spec. */
export type GenesisOf<P extends AnyPallet> = P["genesis"] extends { readonly type: Type<infer G> } ? G : undefined;

/** Arguments of a call. */
export type ArgsOf<P extends AnyPallet, N extends keyof P["calls"]> = TypeOf<P["calls"][N]["type"]>;

/**
 * Declares a pallet. Names follow Substrate: pallets and events PascalCase, calls snake_case; storage items are
 * camelCase here and PascalCase in keys, metadata and URLs. Indices are written down and never reused.
 */
export function definePallet<const P extends PalletParts>(name: string, index: number, parts: P): PalletSpec<P> {
  const crate = parts.crate ?? `pallet_${name.replace(/(?<=.)([A-Z])/g, "_$1").toLowerCase()}`;
  const path = (last: string) => ({ path: [crate, "pallet", last] });
  const variants = (entries: [string, { index: number; doc: string }, Type<unknown>][]) =>
    Object.fromEntries(entries.map(([key, { index, doc }, type]) => [key, variant(index, type, doc)]));
  const { storage = {}, calls = {}, events = {}, errors = {}, constants = {}, doc = "" } = parts as PalletParts;
  const { genesis, holdReasons = {}, apis = {} } = parts as PalletParts;
  const { origins = {}, filters = {} } = parts as PalletParts;
  const carrying = (specs: Record<string, VariantSpec>) =>
    Object.entries(specs).map(([key, spec]) => [key, spec, spec.type] as [string, VariantSpec, AnyType]);
  const union = (last: string, entries: [string, { index: number; doc: string }, AnyType][]) =>
    enumeration(variants(entries), path(last));
  return {
    name,
    index,
    crate,
    doc,
    storage,
    items: itemsOf(name, storage, errors),
    calls,
    events,
    constants,
    genesis,
    apis,
    holdReasonSpecs: holdReasons,
    holdReasons: Object.fromEntries(Object.keys(holdReasons).map((type) => [type, { type: name, value: { type } }])),
    originSpecs: origins,
    origins: Object.fromEntries(Object.keys(origins).map((key) => [key, { pallet: name, origin: key }])),
    filterSpecs: filters,
    errorSpecs: errors,
    errors: defineErrors(name, errors),
    callType: union(
      "Call",
      Object.entries(calls).map(([key, spec]) => [key, spec, spec.type]),
    ),
    eventType: union(
      "Event",
      Object.entries(events).map(([key, spec]) => [key, spec, struct(spec.fields)]),
    ),
    errorType: union(
      "Error",
      Object.entries(errors).map(([key, spec]) => [key, spec, struct({})]),
    ),
    holdReasonType: enumeration(
      Object.fromEntries(Object.entries(holdReasons).map(([key, { index, doc }]) => [key, variant(index, unit, doc)])),
      path("HoldReason"),
    ),
    originType: union("Origin", carrying(origins)),
    filterType: union("CallFilter", carrying(filters)),
  } as unknown as PalletSpec<P>;
}

/** @throws Error at load time for a name that is used twice, and for an overflow that is no error of the pallet. */
function itemsOf(
  pallet: string,
  storage: NonNullable<PalletParts["storage"]>,
  errors: NonNullable<PalletParts["errors"]>,
): Record<string, StorageItem> {
  const items: Record<string, StorageItem> = {};
  for (const [field, declared] of Object.entries<StorageItem | Collection>(storage)) {
    const overflow = isCollection(declared) ? declared.bound?.overflow : declared.overflow;
    if (overflow !== undefined && !Object.hasOwn(errors, overflow))
      throw new Error(`${pallet} has no error ${overflow}`);
    const parts = isCollection(declared) ? declared.parts : { "": declared };
    for (const [part, item] of Object.entries(parts)) {
      const name = `${field}${part}`;
      if (Object.hasOwn(items, name)) throw new Error(`${pallet} has two items ${name}`);
      items[name] = item;
    }
  }
  return items;
}

/** What a constant is. */
export const constantValue = <T>({ value }: ConstantSpec<T>, state: StateView): T =>
  typeof value === "function" ? (value as (state: StateView) => T)(state) : value;

/** SCALE bytes of a constant. */
export const encodeConstant = (spec: ConstantSpec, state: StateView): Uint8Array =>
  encode(spec.type, constantValue(spec, state));
