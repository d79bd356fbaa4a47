import { bytes, compact, enumeration, H256, option, struct, type TypeOf, u8, u32, u64, variant } from "@pha/codec";
import { call, constant, definePallet, event, genesisPart, indexedMap, map, value } from "@pha/frame";
import { MultiLocation } from "../../xcm/location.ts";
import { maxText } from "../assets/spec.ts";
import { Balance } from "../balances/account-data.ts";

/** Most assets that lanes know. */
export const maxRegistered = 1_024;

/** This network's number among chains, where nothing else is said: Phala's. */
export const phalaChain = 2_035;
export const khalaChain = 2_004;

/** A day: in so long an empty bucket is full again. */
export const refillMs = 86_400_000n;

const Text = bytes({ max: maxText });

/** An asset that may leave or arrive. `asset`: its id in `Assets`; none: the network's own. */
export const Registered = struct({
  /** As all chains see it: one up, and down from its chain. */
  location: MultiLocation,
  asset: option(u32),
  decimals: u8,
  /** The lane that it came by first: what goes back there is destroyed here. None: it is at home here. */
  upstream: option(H256),
});
export type Registered = TypeOf<typeof Registered>;

/** What may pass at once, and again after a day; it fills evenly. */
const Bucket = struct({ level: Balance, atMs: u64 });
export type Bucket = TypeOf<typeof Bucket>;

/** Terms of an asset on a lane. */
export const Terms = struct({
  /** The part of each transfer for who brings it to the other end. */
  fee: Balance,
  /** How much may arrive, and as much be refunded, and how much may leave, in a day. */
  capIn: Balance,
  capOut: Balance,
  /** More at once than this waits, announced, for half a day. */
  delayAbove: Balance,
});
export type Terms = TypeOf<typeof Terms>;

/** An asset on a lane: its id in the lane's messages, terms, and what may pass by now; refunds beside what arrives. */
export const Bridge = struct({ name: H256, terms: Terms, arriving: Bucket, leaving: Bucket, returning: Bucket });
export type Bridge = TypeOf<typeof Bridge>;

/** How an asset is named in a lane's messages: by our id, or by that which the original published for an EVM chain. */
export const Naming = enumeration({
  Own: variant(0),
  Published: variant(
    1,
    struct({ layout: enumeration({ V2: variant(0), V3: variant(1) }), domain: u8, salt: option(compact(u32)) }),
  ),
});
export type Naming = TypeOf<typeof Naming>;

const resource = H256;
const lane = H256;

export const assetsRegistry = definePallet("AssetsRegistry", 39, {
  doc: "Assets that other chains know, under ids that never change, and on which terms they pass.",
  /** The network's number among chains. */
  genesis: genesisPart(struct({ chain: u32 }), { chain: phalaChain }),
  storage: {
    chain: value(u32, { initial: phalaChain, doc: "The network's number among chains." }),
    registered: indexedMap(H256, Registered, {
      max: maxRegistered,
      overflow: "TooManyAssets",
      doc: "Assets by their id on all lanes, which was derived once.",
    }),
    located: map(bytes({ max: 512 }), H256, { doc: "An asset's id, by the SCALE of its location." }),
    bridges: map([H256, H256], Bridge, { doc: "An asset on a lane." }),
    named: map([H256, H256], H256, { doc: "The asset that a lane's messages name so." }),
  },
  calls: {
    register: call(
      0,
      "root",
      {
        location: MultiLocation,
        asset: option(u32),
        ...{ name: Text, symbol: Text, decimals: u8, least: Balance, upstream: option(H256) },
      },
      "Makes an asset known to lanes. One from elsewhere begins to exist in Assets, and suffices for accounts of it.",
    ),
    enable: call(
      1,
      "root",
      { resource, lane, naming: Naming, terms: Terms },
      "Lets an asset pass by a lane, on these terms.",
    ),
    set_terms: call(2, "root", { resource, lane, terms: Terms }, "Sets the terms of an asset on a lane."),
    disable: call(3, "root", { resource, lane }, "Lets an asset leave and arrive by a lane no more."),
  },
  events: {
    Registered: event(0, { resource, location: MultiLocation, asset: option(u32) }, "Lanes know an asset."),
    Enabled: event(1, { resource, lane, name: H256 }, "An asset passes by a lane."),
    TermsSet: event(2, { resource, lane, terms: Terms }, "An asset passes on other terms."),
    Disabled: event(3, { resource, lane }, "An asset passes by a lane no more."),
  },
  errors: {
    UnknownAsset: { index: 0, kind: "not-found", doc: "No asset is registered at this location or under this id." },
    AlreadyRegistered: { index: 1, kind: "conflict", doc: "The asset is registered already." },
    TooManyAssets: { index: 2, kind: "limit", doc: "Lanes know at most 1,024 assets." },
    BadLocation: {
      index: 3,
      kind: "invalid",
      doc: "An asset is located from its chain on, as other chains see it; only the chain itself is its own token.",
    },
    BadUpstream: {
      index: 4,
      kind: "invalid",
      doc: "An asset from elsewhere came by a lane first, one that is at home here by none.",
    },
    NotSufficient: { index: 5, kind: "conflict", doc: "The asset's accounts cannot exist by it alone." },
    NotEnabled: { index: 6, kind: "conflict", doc: "The asset does not pass by this lane." },
    AlreadyEnabled: { index: 7, kind: "conflict", doc: "The asset, or another under its name, passes by this lane." },
    CapExceeded: {
      index: 8,
      kind: "unavailable",
      doc: "So much of the asset does not pass by this lane now: a day brings back what may.",
    },
  },
  constants: {
    RefillMs: constant(u64, refillMs, "In how many milliseconds an empty bucket is full again."),
  },
});
