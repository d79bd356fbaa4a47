import type { AccountId, Type } from "@pha/codec";

/** One variant of an enumeration that a pallet adds to one over all pallets: its index there, what it carries. */
export interface VariantSpec<T = unknown> {
  readonly index: number;
  readonly type: Type<T>;
  readonly doc: string;
}

/** Declares an authority that a pallet can give: `Members: origin(0, struct({ yes: u32, seats: u32 }), "…")`. */
export const origin = <T>(index: number, type: Type<T>, doc: string): VariantSpec<T> => ({ index, type, doc });

/** Declares a restriction that a pallet can put on an origin; its code says which calls pass. */
export const filter = <T>(index: number, type: Type<T>, doc: string): VariantSpec<T> => ({ index, type, doc });

/** An authority that a pallet declares: `council.origins.Members`. */
export interface PalletOrigin<T = unknown> {
  readonly pallet: string;
  readonly origin: string;
  /** Only for the compiler. */
  readonly carries?: T;
}

/** An authority that the runtime's configuration chooses; `C`: who the call then gets as its caller. */
export interface ConfiguredOrigin<C = unknown, N extends string = string> {
  readonly configured: N;
  /** Only for the compiler. */
  readonly caller?: C;
}

/**
 * Leaves it to the runtime's configuration which authorities a call accepts, under a name of the pallet's own; `caller` is
 * what the call gets to know of them.
 */
export const configured = <const N extends string, C = undefined>(
  name: N,
  _caller?: Type<C>,
): ConfiguredOrigin<C, N> => ({ configured: name });

/** Which authority a call accepts. `anyone`: every one but none at all. */
export type Accepts = "signed" | "root" | "anyone" | PalletOrigin | ConfiguredOrigin;

/** Who a call gets as its caller: an account, what the pallet's origin carries, what the configuration gives. */
export type CallerOf<A> = A extends "signed"
  ? AccountId
  : A extends PalletOrigin<infer T>
    ? T
    : A extends ConfiguredOrigin<infer C>
      ? C
      : undefined;

/** What a call accepts, for people. */
export function acceptsText(accepts: Accepts): string {
  if (typeof accepts === "string") return accepts;
  return "configured" in accepts ? accepts.configured : `${accepts.pallet}.${accepts.origin}`;
}

/** What a variant carries. */
export type CarriedBy<S> = S extends VariantSpec<infer T> ? T : never;
