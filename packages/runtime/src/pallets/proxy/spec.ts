import {
  AccountId,
  compact,
  enumeration,
  H256,
  MultiAddress,
  option,
  struct,
  type TypeOf,
  tuple,
  u16,
  u32,
  variant,
  vec,
} from "@pha/codec";
import { call, constant, DispatchResult, definePallet, event, filter, map } from "@pha/frame";
import { RuntimeCall } from "../../references.ts";
import { Balance, PHA } from "../balances/account-data.ts";

/** How many proxies an account may have, and how many announcements one may have made. */
export const maxProxies = 32;
export const maxPending = 32;

/** On hold for having proxies, and for each. */
export const proxyDeposit = { base: (PHA * 55n) / 100n, factor: (PHA * 33n) / 100n } as const;
/** On hold for having announced calls, and for each. */
export const announcementDeposit = { base: (PHA * 63n) / 100n, factor: (PHA * 66n) / 100n } as const;

/** What a proxy may do. */
export const ProxyType = enumeration(
  {
    Any: variant(0),
    NonTransfer: variant(1),
    CancelProxy: variant(2),
    Governance: variant(3),
    Operator: variant(5),
  },
  { path: ["pha_runtime", "ProxyType"] },
);
export type ProxyType = TypeOf<typeof ProxyType>;

/** Somebody who may act for an account; where there is a delay, only so many blocks after an announcement. */
export const ProxyDefinition = struct(
  { delegate: AccountId, proxy_type: ProxyType, delay: u32 },
  { path: ["pallet_proxy", "ProxyDefinition"] },
);
export type ProxyDefinition = TypeOf<typeof ProxyDefinition>;

export const Announcement = struct(
  { real: AccountId, call_hash: H256, height: u32 },
  { path: ["pallet_proxy", "Announcement"] },
);
export type Announcement = TypeOf<typeof Announcement>;

/** Who made a pure proxy, and how much of its deposit is on hold there. */
const Pure = struct({ spawner: AccountId, deposit: Balance });

const proxy_ = { delegate: MultiAddress, proxy_type: ProxyType, delay: u32 };
const changed = { delegator: AccountId, delegatee: AccountId, proxy_type: ProxyType, delay: u32 };
const announced = { real: MultiAddress, call_hash: H256 };
const nested = { nested: ["call"] } as const;

export const proxy = definePallet("Proxy", 16, {
  doc: "Accounts that act for others, as far as their type goes.",
  holdReasons: {
    Proxy: { index: 0, doc: "Deposit for proxies.", ends: false },
    Announcement: { index: 1, doc: "Deposit for announcements.", ends: true },
  },
  storage: {
    proxies: map(AccountId, tuple(vec(ProxyDefinition, { max: maxProxies }), Balance), {
      hasher: "Twox64Concat",
      initial: [[], 0n],
      doc: "Who may act for an account, and the deposit for that.",
    }),
    announcements: map(AccountId, tuple(vec(Announcement, { max: maxPending }), Balance), {
      hasher: "Twox64Concat",
      initial: [[], 0n],
      doc: "Calls that a proxy announced, and the deposit for that.",
    }),
    pures: map(AccountId, Pure, { doc: "Of a pure proxy: who made it, and has the deposit for it." }),
  },
  calls: {
    proxy: call(
      0,
      "signed",
      { real: MultiAddress, force_proxy_type: option(ProxyType), call: RuntimeCall },
      "Dispatches a call as an account that the caller is a proxy of, without delay.",
      nested,
    ),
    add_proxy: call(1, "signed", proxy_, "Lets somebody act for the caller, against a deposit."),
    remove_proxy: call(2, "signed", proxy_, "Ends that: the deposit returns."),
    remove_proxies: call(3, "signed", {}, "Ends all proxies of the caller: the deposit returns."),
    create_pure: call(
      4,
      "signed",
      { proxy_type: ProxyType, delay: u32, index: u16 },
      "Makes an account that no key opens, with the caller as its proxy, against the caller's deposit.",
    ),
    kill_pure: call(
      5,
      "signed",
      { spawner: MultiAddress, proxy_type: ProxyType, index: u16, height: compact(u32), ext_index: compact(u32) },
      "Ends a pure proxy, which calls it itself: the deposit returns to who made it; what the account owns is lost.",
    ),
    announce: call(
      6,
      "signed",
      announced,
      "Announces a call, by its hash, that a proxy with a delay is about to make.",
    ),
    remove_announcement: call(7, "signed", announced, "Takes an announcement back: its deposit returns."),
    reject_announcement: call(
      8,
      "signed",
      { delegate: MultiAddress, call_hash: H256 },
      "Refuses what a proxy of the caller has announced: its deposit returns to the proxy.",
    ),
    proxy_announced: call(
      9,
      "signed",
      { delegate: MultiAddress, real: MultiAddress, force_proxy_type: option(ProxyType), call: RuntimeCall },
      "Dispatches a call that a proxy announced, when its delay is over; for anybody.",
      nested,
    ),
  },
  events: {
    ProxyExecuted: event(0, { result: DispatchResult }, "A proxy's call was dispatched."),
    PureCreated: event(
      1,
      { pure: AccountId, who: AccountId, proxy_type: ProxyType, disambiguation_index: u16 },
      "A pure proxy was made.",
    ),
    Announced: event(2, { real: AccountId, proxy: AccountId, call_hash: H256 }, "A call was announced."),
    ProxyAdded: event(3, changed, "A proxy was added."),
    ProxyRemoved: event(4, changed, "A proxy was removed."),
  },
  errors: {
    TooMany: { index: 0, kind: "limit", doc: "There are as many proxies, or announcements, as there may be." },
    NotFound: { index: 1, kind: "not-found", doc: "There is no such proxy, or no such announcement." },
    NotProxy: { index: 2, kind: "forbidden", doc: "The account is no such proxy of the other." },
    Duplicate: { index: 4, kind: "conflict", doc: "There is such a proxy already." },
    NoPermission: { index: 5, kind: "forbidden", doc: "Only the pure proxy itself ends itself." },
    Unannounced: { index: 6, kind: "conflict", doc: "The call was not announced, or not long enough ago." },
    NoSelfProxy: { index: 7, kind: "invalid", doc: "Nobody is their own proxy." },
  },
  filters: { Type: filter(0, ProxyType, "What a proxy of this type may do.") },
  constants: {
    ProxyDepositBase: constant(Balance, proxyDeposit.base, "On hold for having proxies."),
    ProxyDepositFactor: constant(Balance, proxyDeposit.factor, "On hold for each proxy."),
    MaxProxies: constant(u32, maxProxies, "How many proxies an account may have."),
    MaxPending: constant(u32, maxPending, "How many announcements a proxy may have made."),
    AnnouncementDepositBase: constant(Balance, announcementDeposit.base, "On hold for having announced calls."),
    AnnouncementDepositFactor: constant(Balance, announcementDeposit.factor, "On hold for each announcement."),
  },
});
