import { AccountId, H256, option, struct, type TypeOf, u32, vec, versioned } from "@pha/codec";
import { Balance } from "../balances/account-data.ts";
import { candidateLimits } from "./limits.ts";

/** What stands behind a gatekeeper that stands for election, or did. */
export const Candidacy = versioned({
  /** Whose stake `own` is. */
  operator: AccountId,
  /** What its operator has put up; 0: it does not stand, and is here for those who still back it. */
  own: Balance,
  /** What others nominate it with. */
  backed: Balance,
  /** Once it was withdrawn, the tick from which its operator may have `own` back. */
  leaving: option(u32),
});
export type Candidacy = TypeOf<typeof Candidacy>;

/** A candidate and all stake behind it. */
export const Listed = struct({ identity: H256, stake: Balance });
export type Listed = TypeOf<typeof Listed>;

/** Whom an account backs, and with how much. */
export const Nomination = struct({ candidate: H256, stake: Balance });

/** A part of somebody's stake that backs nobody any more. */
export const Leaving = struct({
  amount: Balance,
  /** Tick from which it may be free. */
  due: u32,
  /** The generation of the master key that must not be the newest any more by then: whom it backed held a share of it. */
  generation: option(u32),
});
export type Leaving = TypeOf<typeof Leaving>;

export const AllLeaving = vec(Leaving, { max: candidateLimits.leaving });

/** The election that comes next: how many there have been, and the tick from which it may be. */
export const Era = struct({ number: u32, due: u32 });
