import {
  AccountId,
  bool,
  encode,
  enumeration,
  fixedBytes,
  H256,
  type Hex,
  option,
  struct,
  type TypeOf,
  toHex,
  tuple,
  u8,
  u32,
  variant,
  versioned,
} from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { Balance } from "../balances/account-data.ts";

/** What was done, by whom. */
export const Deed = enumeration({
  /** A worker's session has signed two statements on a contract that cannot both hold. */
  Contradiction: variant(0, struct({ worker: H256, session: fixedBytes(32), contract: H256, stateHeight: u32 })),
});
export type Deed = TypeOf<typeof Deed>;

/** Who did it: nobody is charged twice for deeds of one kind. */
const Offender = tuple(u8, fixedBytes(32));

/** Name of kind and offender. */
export const offenderHash = ({ value }: Deed): Hex => toHex(blake2b256(encode(Offender, [0, value.session])));

/** Whose the amount is. */
export const Source = enumeration({
  /** A pool's; `own` of it was borne by shares of the pool's owner that answer first. */
  Pool: variant(0, struct({ pool: u32, own: Balance })),
});
export type Source = TypeOf<typeof Source>;

/** How an offence stands. */
export const Verdict = enumeration({
  /** It can be cancelled. `suspends`: the pool waits for it. */
  Undecided: variant(0, struct({ suspends: bool })),
  /** It was not cancelled in time, and the reporter got this. */
  Upheld: variant(1, Balance),
  /** It was cancelled, and all returned. */
  Cancelled: variant(2),
});
export type Verdict = TypeOf<typeof Verdict>;

/** An offence that was proven. */
export const Offence = versioned({
  deed: Deed,
  source: Source,
  amount: Balance,
  /** Absent where the ledger saw it itself. */
  reporter: option(AccountId),
  /** Ticks of the report, and from which on it can be cancelled no more. */
  at: u32,
  due: u32,
  verdict: Verdict,
});
export type Offence = TypeOf<typeof Offence>;
