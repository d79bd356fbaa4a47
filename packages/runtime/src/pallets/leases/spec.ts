import { AccountId, H256, text, u8, u32, vec } from "@pha/codec";
import { call, constant, definePallet, event, map, value } from "@pha/frame";
import { Balance, existentialDeposit } from "../balances/account-data.ts";
import { hourTicks } from "../stake-pools/figures.ts";
import { leaseLimits } from "./limits.ts";
import { Lease, Offer } from "./types.ts";

const worker = { worker: H256 };
const lease = { lease: u32 };
const asked = { price: Balance, places: u8, memoryMib: u32 };

export const leases = definePallet("Leases", 38, {
  doc: "Workers that compute in somebody's own cluster, for a time and a price.",
  storage: {
    offers: map(H256, Offer, { doc: "What workers are offered for." }),
    offered: map(u32, H256, { hasher: "Twox64Concat", doc: "Workers that are offered, by places without gaps." }),
    offerCount: value(u32, { initial: 0, doc: "How many workers are offered." }),
    count: value(u32, { initial: 0, doc: "How many leases there have been; ids count from 0." }),
    leases: map(u32, Lease, { hasher: "Twox64Concat", doc: "Leases that have not ended, by id." }),
    ofWorker: map(H256, vec(u32, { max: leaseLimits.leases }), {
      initial: [],
      overflow: "NoPlace",
      doc: "The leases of a worker.",
    }),
    serving: map(H256, u32, { doc: "Workers that compute and answer, and since which tick without a break." }),
  },
  calls: {
    offer: call(
      0,
      "signed",
      { ...worker, ...asked, region: text({ max: 2 * leaseLimits.region }) },
      "Offers a worker for so much a tick, in place of what it was offered for; by its operator. Leases go on as they are.",
    ),
    withdraw_offer: call(1, "signed", worker, "Takes an offer back; by the worker's operator. Leases go on."),
    take: call(
      2,
      "signed",
      { cluster: u32, workers: vec(H256, { max: 64 }), ticks: u32, price: Balance },
      "Takes workers that are offered into the caller's cluster, each for what it is offered for and no more than the price, and puts up what that costs.",
    ),
    renew: call(
      3,
      "signed",
      { ...lease, ticks: u32 },
      "Has a lease last longer, for its price, while its worker is offered for no more; by its tenant.",
    ),
    end: call(
      4,
      "signed",
      lease,
      "Ends a lease: what was served is paid, and the rest returns; by its tenant, and by anybody when it is over.",
    ),
    leave: call(5, "signed", lease, "Ends a lease an hour later; by the worker's operator."),
  },
  events: {
    Offered: event(
      0,
      { ...worker, ...asked, operator: AccountId, region: text({ max: leaseLimits.region }) },
      "A worker is offered.",
    ),
    OfferWithdrawn: event(1, worker, "A worker is offered no more."),
    Taken: event(
      2,
      { ...lease, ...worker, tenant: AccountId, cluster: u32, price: Balance, from: u32, until: u32, escrow: Balance },
      "A worker belongs to a tenant's cluster from a tick on and up to another.",
    ),
    Renewed: event(3, { ...lease, until: u32, escrow: Balance }, "A lease lasts longer."),
    Served: event(4, { ...lease, ticks: u32, paid: Balance }, "So many ticks more were served, and paid for."),
    NoticeGiven: event(5, { ...lease, until: u32 }, "The worker's operator has the lease end."),
    Ended: event(
      6,
      { ...lease, ...worker, cluster: u32, served: u32, paid: Balance, returned: Balance },
      "A lease is over: so much was paid in all, and the rest returned to its tenant.",
    ),
  },
  errors: {
    NotOperator: { index: 0, kind: "forbidden", doc: "Only the worker's operator may do this." },
    NotOffered: { index: 1, kind: "conflict", doc: "The worker is not offered." },
    BadOffer: {
      index: 2,
      kind: "invalid",
      doc: "A worker is offered for 1,000 PHA a tick at most, to 1 to 8 tenants, with a region of 64 bytes at most.",
    },
    BadPeriod: { index: 3, kind: "invalid", doc: "A lease lasts a tick at least, and 2,628,000 from now at most." },
    BadCount: { index: 4, kind: "invalid", doc: "One to 16 workers are taken at a time." },
    PriceTooHigh: { index: 5, kind: "conflict", doc: "The worker is offered for more than that." },
    NotServing: {
      index: 6,
      kind: "conflict",
      doc: "The worker does not compute, or does not answer: it could serve nobody now.",
    },
    NoPlace: { index: 7, kind: "limit", doc: "The worker has as many tenants as it is offered to." },
    UnknownLease: { index: 8, kind: "not-found", doc: "There is no such lease, or it has ended." },
    NotTenant: { index: 9, kind: "forbidden", doc: "Only the lease's tenant may do this before it is over." },
    Leaving: { index: 10, kind: "conflict", doc: "The worker's operator has the lease end, or it is over." },
  },
  constants: {
    MaxLeases: constant(u8, leaseLimits.leases, "Leases of one worker at a time."),
    MaxTicks: constant(u32, leaseLimits.ticks, "Ticks that a lease goes on from now, at most."),
    NoticeTicks: constant(u32, hourTicks, "Ticks from an operator's notice to the lease's end."),
    Keep: constant(Balance, existentialDeposit, "What a tenant puts up beside the price, and gets back."),
  },
});
