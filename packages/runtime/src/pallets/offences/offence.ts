import {
  AccountId,
  bool,
  concat,
  enumeration,
  fixedBytes,
  fromHex,
  H256,
  type Hex,
  option,
  struct,
  type TypeOf,
  toHex,
  u32,
  u64,
  utf8,
  variant,
  versioned,
} from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { Balance } from "../balances/account-data.ts";

/** A place in the chain at which one signature is to be put, and no other. */
const place = { number: u32, round: u32 };

/** What was done, by whom. */
export const Deed = enumeration({
  /** A worker's session has signed two statements on a contract that cannot both hold. */
  Contradiction: variant(0, struct({ worker: H256, session: fixedBytes(32), contract: H256, stateHeight: u32 })),
  /** A validator has voted twice in one round of a height. */
  DoubleVote: variant(1, struct({ validator: fixedBytes(20), operator: AccountId, setId: u64, ...place })),
  /** An author has sealed two blocks of one round of a height. */
  DoubleSeal: variant(2, struct({ author: fixedBytes(32), ...place })),
});
export type Deed = TypeOf<typeof Deed>;

/** Who did it: a worker's session, a validator's address, an author's key. */
export function offenderOf({ type, value }: Deed): Hex {
  if (type === "Contradiction") return value.session;
  return type === "DoubleVote" ? value.validator : value.author;
}

/** Name of an offender and a kind, once for which somebody is charged. */
export const offenderHash = (deed: Deed): Hex => toHex(blake2b256(concat(utf8(deed.type), fromHex(offenderOf(deed)))));

/** Whose an amount is. */
const Charged = enumeration({
  /** A pool's; `own` of it was borne by shares of the pool's owner that answer first. */
  Pool: variant(0, struct({ pool: u32, own: Balance })),
  /** An account's, which had put it up. */
  Account: variant(1, AccountId),
});
export type Charged = TypeOf<typeof Charged>;

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
  amount: Balance,
  /** Absent where who did it has put nothing up, and the offence is on record alone. */
  charged: option(Charged),
  /** Absent where the ledger saw it itself. */
  reporter: option(AccountId),
  /** Ticks of the report, and from which on it can be cancelled no more. */
  at: u32,
  due: u32,
  verdict: Verdict,
});
export type Offence = TypeOf<typeof Offence>;
