import { AccountId, enumeration, struct, type Type, variant, vec } from "@pha/codec";
import type { CarriedBy } from "../accepts.ts";
import type { AnyPallet } from "../spec.ts";

/** On whose authority a call is dispatched: a value of `OriginCaller`, of which every pallet may declare a part. */
export interface OriginCaller {
  readonly type: string;
  readonly value: { readonly type: string; readonly value?: unknown };
}

/** A restriction on what an origin may call: a value of `RuntimeCallFilter`. */
export interface CallFilter {
  readonly type: string;
  readonly value: { readonly type: string; readonly value?: unknown };
}

/**
 * An authority and every restriction it is under. Plain data, so that what stores an origin stores its restrictions too;
 * see {@link originType}.
 */
export interface Origin {
  readonly caller: OriginCaller;
  readonly filters: readonly CallFilter[];
}

/** The authorities that need no pallet, as Substrate's clients know them. */
export const RawOrigin = enumeration(
  { Root: variant(0), Signed: variant(1, AccountId), None: variant(2) },
  { path: ["frame_support", "dispatch", "RawOrigin"] },
);

/** Where they stand in `OriginCaller`. */
export const systemOrigin = { name: "system", index: 0 } as const;

const raw = (value: OriginCaller["value"]): Origin => ({ caller: { type: systemOrigin.name, value }, filters: [] });

export const root: Origin = raw({ type: "Root" });
export const none: Origin = raw({ type: "None" });
export const signed = (account: AccountId): Origin => raw({ type: "Signed", value: account });

/** The origin that a pallet gives: `originOf(council, "Members", { yes, seats })`. */
export const originOf = <P extends AnyPallet, N extends keyof P["originSpecs"] & string>(
  { name }: P,
  origin: N,
  value: CarriedBy<P["originSpecs"][N]>,
): Origin => ({ caller: { type: name, value: { type: origin, value } }, filters: [] });

/** The same authority under one more restriction: `restrict(signed(real), filterOf(proxy, "Kind", kind))`. */
export const restrict = ({ caller, filters }: Origin, filter: CallFilter): Origin => ({
  caller,
  filters: [...filters, filter],
});

/** The restriction that a pallet declares. */
export const filterOf = <P extends AnyPallet, N extends keyof P["filterSpecs"] & string>(
  { name }: P,
  filter: N,
  value: CarriedBy<P["filterSpecs"][N]>,
): CallFilter => ({ type: name, value: { type: filter, value } });

/** An origin under the restrictions of the one that brought it about, too. */
export function within(outer: Origin, { caller, filters }: Origin): Origin {
  const added = filters.filter((filter) => !outer.filters.includes(filter));
  return { caller, filters: [...outer.filters, ...added] };
}

/** The account that signed, if one did. */
export const signerOf = ({ type, value }: OriginCaller): AccountId | undefined =>
  type === systemOrigin.name && value.type === "Signed" ? (value.value as AccountId) : undefined;

export const isRoot = ({ type, value }: OriginCaller): boolean => type === systemOrigin.name && value.type === "Root";

export const isNone = ({ type, value }: OriginCaller): boolean => type === systemOrigin.name && value.type === "None";

/** An authority for people: `system.Root`; where it is that of so many of so many, `2/5 of Council.Members`. */
export function originText({ type, value: { type: name, value } }: OriginCaller): string {
  const isPart = Array.isArray(value) && value.length === 2 && value.every(Number.isInteger);
  return `${isPart ? `${value.join("/")} of ` : ""}${type}.${name}`;
}

/** An origin under more restrictions than these cannot be stored. */
const maxFilters = 16;

/** How pallets store origins. */
export const originType = (caller: Type<OriginCaller>, filter: Type<CallFilter>): Type<Origin> =>
  struct({ caller, filters: vec(filter, { max: maxFilters }) });
