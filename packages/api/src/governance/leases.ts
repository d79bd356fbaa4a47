import { AccountId, bool, H256, option, struct, text, u8, u32, u64, u128, vec } from "@pha/codec";
import { leaseLimits } from "@pha/runtime/spec";
import { endpoint } from "../endpoint.ts";
import { maxPage, PageSize } from "../types.ts";
import { errors } from "./errors.ts";

const Lease = struct({
  lease: u32,
  tenant: AccountId,
  operator: AccountId,
  worker: H256,
  cluster: u32,
  /** For a tick in which the worker serves, in plancks. */
  price: u128,
  /** In ticks. */
  from: u32,
  until: u32,
  /** Milliseconds since 1970. */
  untilMs: u64,
  /** Whether the worker's operator has given notice. */
  leaving: bool,
  /** Whether the worker answers now. */
  serving: bool,
  /** Ticks that were served and counted, and what was paid for them. */
  served: u32,
  paid: u128,
  /** What its worker's next answer brings, and what the ledger holds for the lease. */
  pending: u128,
  escrow: u128,
});

const Offer = struct({
  worker: H256,
  operator: AccountId,
  price: u128,
  /** How many tenants it may have, and has. */
  places: u8,
  taken: u8,
  /** As the operator says. */
  memoryMib: u32,
  region: text({ max: leaseLimits.region }),
  serving: bool,
  /** What its benchmark came to. */
  p: option(u32),
  /** Level by which its platform is trusted: 1 is the most. */
  confidence: option(u8),
});

/** `/v1/leases`: workers that are offered, and those that somebody has taken into a cluster. */
export const leases = {
  list: endpoint("GET /v1/leases", {
    summary:
      "Leases, newest first. A page looks at so many numbers: some may have ended. For the next page, pass next as before.",
    query: { before: option(u32), limit: option(PageSize) },
    reply: struct({ block: u32, leases: vec(Lease, { max: maxPage }), next: option(u32) }),
    errors: [errors.CatchingUp],
  }),
  offers: endpoint("GET /v1/leases/offers", {
    summary: "Workers that are offered, and for what. For the next page, pass next as before.",
    query: { before: option(u32), limit: option(PageSize) },
    reply: struct({ block: u32, offers: vec(Offer, { max: maxPage }), next: option(u32) }),
    errors: [errors.CatchingUp],
  }),
};
