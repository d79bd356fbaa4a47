import { AccountId, bool, enumeration, struct, type TypeOf, tuple, u32, variant, vec } from "@pha/codec";
import { newtype } from "@pha/frame";
import { Balance } from "../balances/account-data.ts";
import { Bounded } from "../preimage/bounded.ts";
import { Conviction } from "./conviction.ts";
import { VoteThreshold } from "./threshold.ts";
import { AccountVote, Delegations, noDelegations, Tally } from "./vote.ts";

/** How much of each there may be: votes of an account, public proposals, deposits for one, members that veto one. */
export const democracyLimits = { votes: 100, proposals: 100, deposits: 100, blacklisted: 100 } as const;

/** A referendum that is voted on until block `end`; what passes is dispatched `delay` blocks later. */
export const ReferendumStatus = struct(
  { end: u32, proposal: Bounded, threshold: VoteThreshold, delay: u32, tally: Tally },
  { path: ["pallet_democracy", "types", "ReferendumStatus"] },
);
export type ReferendumStatus = TypeOf<typeof ReferendumStatus>;

export const ReferendumInfo = enumeration(
  { Ongoing: variant(0, ReferendumStatus), Finished: variant(1, struct({ approved: bool, end: u32 })) },
  { path: ["pallet_democracy", "types", "ReferendumInfo"] },
);
export type ReferendumInfo = TypeOf<typeof ReferendumInfo>;

/** What votes and delegations that are over still lock, and until which block. */
export const PriorLock = newtype(tuple(u32, Balance), ["pallet_democracy", "vote", "PriorLock"]);
export type PriorLock = TypeOf<typeof PriorLock>;

const direct = struct({
  votes: vec(tuple(u32, AccountVote), { max: democracyLimits.votes }),
  delegations: Delegations,
  prior: PriorLock,
});

const delegating = struct({
  balance: Balance,
  target: AccountId,
  conviction: Conviction,
  delegations: Delegations,
  prior: PriorLock,
});

/** An account votes itself, or lets another one vote for it. */
export const Voting = enumeration(
  { Direct: variant(0, direct), Delegating: variant(1, delegating) },
  { path: ["pallet_democracy", "vote", "Voting"] },
);
export type Voting = TypeOf<typeof Voting>;

export const noPrior: PriorLock = [0, 0n];

/** The votes of an account that has none. */
export const noVotes: Voting = { type: "Direct", value: { votes: [], delegations: noDelegations, prior: noPrior } };

/** What a text describes: the proposal of the council, a public one, a referendum. */
export const MetadataOwner = enumeration(
  { External: variant(0), Proposal: variant(1, u32), Referendum: variant(2, u32) },
  { path: ["pallet_democracy", "types", "MetadataOwner"] },
);
export type MetadataOwner = TypeOf<typeof MetadataOwner>;
