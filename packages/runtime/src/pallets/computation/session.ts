import {
  appended,
  enumeration,
  H256,
  option,
  struct,
  type TypeOf,
  u8,
  u32,
  u64,
  u128,
  variant,
  versioned,
} from "@pha/codec";
import { Balance } from "../balances/account-data.ts";

/** Where a worker that computes stands. `Unresponsive` and `CoolingDown` since a tick. */
export const Standing = enumeration({
  /** It answers, or is not asked. */
  Idle: variant(0),
  /** It has not answered, and gets nothing until it does. */
  Unresponsive: variant(1, u32),
  /** It was stopped; its stake is free when it has cooled down. */
  CoolingDown: variant(2, u32),
});
export type Standing = TypeOf<typeof Standing>;

/** What a worker has of all pay per share, and what the treasury has beside it: parts of plancks, 2⁵⁶ times. */
export const Pay = struct({ workers: u128, treasury: u128 });
export type Pay = TypeOf<typeof Pay>;

/** Work that was not for contracts: P as it was measured last, and when. */
const Spare = struct({ p: u128, tick: u32 });

const sessionFields = {
  /** Of all that ever began. */
  number: u32,
  pool: u32,
  standing: Standing,
  /** Its place among workers that answer. */
  position: u32,
  stake: Balance,
  /** V that it began with, V as of `advancedTo`, and what of it a payment takes away. */
  initialV: u128,
  v: u128,
  deductible: u128,
  advancedTo: u32,
  pBench: u32,
  p: u128,
  spare: Spare,
  /** Level by which its platform was trusted when it began. */
  confidence: u8,
  /** The machine that it runs on, for itself. */
  platform: option(H256),
  /** What it is counted for among all, and what had been paid per share when it was last settled. */
  share: u128,
  paidTo: Pay,
  /** Its count of work, and when it was told. */
  iterations: u64,
  heardMs: u64,
  /** Round that it has been asked in. */
  due: option(u64),
  /** What its pool has been paid for it, in plancks. */
  earned: Balance,
  startedAt: u32,
  /** Days beyond the grace that its stake has paid for. */
  slashedDays: u32,
};

/**
 * A worker that computes for a pool, from its start until it is reclaimed. Numbers are 2⁶⁴ times what they say, V is in PHA.
 * Versioned: enclaves read it.
 */
export const Session = versioned(sessionFields, {
  /** Block of its start: what its worker did before does not concern its stake. */
  later: [{ startedIn: appended(u32, 0) }],
});
export type Session = TypeOf<typeof Session>;
