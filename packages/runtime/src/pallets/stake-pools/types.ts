import { AccountId, bool, option, struct, type TypeOf, u32, versioned } from "@pha/codec";
import { Balance } from "../balances/account-data.ts";
import { Permill } from "../balances/parts.ts";
import { Request } from "./batch.ts";

/** What several people have put together for machines. */
export const Pool = versioned({
  owner: AccountId,
  /** Of what its machines earn, the owner's part. */
  commission: Permill,
  /** The most that it may be worth through contributions. */
  cap: option(Balance),
  /** Whether only who is on its list may contribute, beside its owner. */
  closed: bool,
  /** All shares, and what they are worth together; of that, what is in no session. */
  shares: Balance,
  value: Balance,
  free: Balance,
  /** The owner's shares that answer first for what is slashed. */
  own: Balance,
  /** Stake of sessions that have been stopped: it returns by itself. */
  stopping: Balance,
  /** Shares that are asked back and not paid. */
  leaving: Balance,
  /** The first batch that is not paid, and the number of the next one. */
  firstBatch: u32,
  nextBatch: u32,
  /** Batches that are not claimed whole. */
  openBatches: u32,
  /** What the owner has earned and not taken. */
  commissionDue: Balance,
  /** For how many reasons nothing is contributed or paid. */
  suspensions: u32,
  workers: u32,
});
export type Pool = TypeOf<typeof Pool>;

export const newPool = (owner: AccountId, commission: number): Pool => ({
  ...{ owner, commission, cap: undefined, closed: false },
  ...{ shares: 0n, value: 0n, free: 0n, own: 0n, stopping: 0n, leaving: 0n, commissionDue: 0n },
  ...{ firstBatch: 0, nextBatch: 0, openBatches: 0, suspensions: 0, workers: 0 },
});

/** What an account has in a pool or vault. */
export const Delegation = versioned({
  /** Shares without those that are asked back. */
  shares: Balance,
  /** What is asked back. */
  request: option(Request),
  /** All that was contributed and all that came back, since it began: the rest of what it is worth was earned. */
  contributed: Balance,
  withdrawn: Balance,
});
export type Delegation = TypeOf<typeof Delegation>;

export const noDelegation: Delegation = { shares: 0n, request: undefined, contributed: 0n, withdrawn: 0n };

/** The pool of a machine. */
export const PoolWorker = struct({ pool: u32, /** Whether a session of it has not ended. */ engaged: bool });
