import { AccountId, bool, H256, struct, type TypeOf, text, u8, u32 } from "@pha/codec";
import { Balance } from "../balances/account-data.ts";
import { leaseLimits } from "./limits.ts";

/** What a worker's operator asks for it, and says of it. Nothing checks `memoryMib` and `region`. */
export const Offer = struct({
  operator: AccountId,
  /** For a tick in which it serves. */
  price: Balance,
  /** How many tenants share it at most. */
  places: u8,
  memoryMib: u32,
  region: text({ max: leaseLimits.region }),
  /** Its place among all offers. */
  position: u32,
});
export type Offer = TypeOf<typeof Offer>;

/** A worker in a tenant's cluster, for a time and a price. Times are ticks. */
export const Lease = struct({
  tenant: AccountId,
  operator: AccountId,
  worker: H256,
  cluster: u32,
  /** For a tick in which it serves. */
  price: Balance,
  from: u32,
  until: u32,
  /** Whether its operator has given notice. */
  leaving: bool,
  /** The tick up to which what it served is counted, and how many ticks that were. */
  countedTo: u32,
  served: u32,
  paid: Balance,
  /** What the pallet's account holds for it. */
  escrow: Balance,
});
export type Lease = TypeOf<typeof Lease>;
