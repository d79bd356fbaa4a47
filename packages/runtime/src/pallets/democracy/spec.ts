import { AccountId, bool, compact, H256, MultiAddress, option, tuple, u32, vec } from "@pha/codec";
import { call, configured, constant, definePallet, event, map, value } from "@pha/frame";
import { Balance } from "../balances/account-data.ts";
import { ownConstants } from "../parameters/own-constants.ts";
import { Bounded } from "../preimage/bounded.ts";
import { Conviction } from "./conviction.ts";
import { Figures, usualFigures } from "./figures.ts";
import { VoteThreshold } from "./threshold.ts";
import { democracyLimits, MetadataOwner, noVotes, ReferendumInfo, Voting } from "./types.ts";
import { AccountVote, Tally } from "./vote.ts";

/** What the authority that fast-tracks may do: track at all, and over a period shorter than the usual least. */
export interface FastTracker {
  readonly fastTrack: boolean;
  readonly instant: boolean;
}

/** Who wants to describe something: root, an account, or who could have proposed by these thresholds. */
export interface Describer {
  readonly isRoot: boolean;
  readonly account: AccountId | undefined;
  readonly proposes: readonly VoteThreshold["type"][];
}

const deposit = { proposal_index: u32, deposit: Balance };
const proposal = { proposal: Bounded };
const proposal_hash = { proposal_hash: H256 };
const ref_index = { ref_index: u32 };
const own = ownConstants("Democracy", Figures, usualFigures);

export const democracy = definePallet("Democracy", 22, {
  doc: "Referenda: what passes is dispatched by the ledger itself.",
  holdReasons: { Proposal: { index: 0, doc: "Deposit of who proposes or seconds.", ends: true } },
  storage: {
    figures: value(Figures, { initial: usualFigures, doc: "Periods in blocks, and what a proposal costs." }),
    publicPropCount: value(u32, { initial: 0, doc: "How many public proposals there have been." }),
    publicProps: value(vec(tuple(u32, Bounded, AccountId), { max: democracyLimits.proposals }), {
      initial: [],
      overflow: "TooMany",
      doc: "Public proposals that wait, and who made them; in no order.",
    }),
    depositOf: map(u32, tuple(vec(AccountId, { max: democracyLimits.deposits }), Balance), {
      hasher: "Twox64Concat",
      overflow: "TooMany",
      doc: "Who has a deposit for a public proposal, once for each, and how much each deposit is.",
    }),
    referendumCount: value(u32, { initial: 0, doc: "How many referenda there have been." }),
    lowestUnbaked: value(u32, { initial: 0, doc: "The first referendum that may be voted on." }),
    referendumInfoOf: map(u32, ReferendumInfo, {
      hasher: "Twox64Concat",
      doc: "Referenda; one that was cancelled is not there any more.",
    }),
    votingOf: map(AccountId, Voting, {
      hasher: "Twox64Concat",
      initial: noVotes,
      doc: "How an account votes, and what that locks.",
    }),
    lastTabledWasExternal: value(bool, { initial: false, doc: "Whether the last launch was of the council's." }),
    nextExternal: value(tuple(Bounded, VoteThreshold), { doc: "What the council wants to be launched next." }),
    blacklist: map(H256, tuple(u32, vec(AccountId, { max: democracyLimits.blacklisted })), {
      hasher: "Identity",
      overflow: "TooMany",
      doc: "Until which block a call may not be proposed, and who has vetoed it.",
    }),
    cancellations: map(H256, bool, {
      hasher: "Identity",
      doc: "Calls whose referendum was cancelled in an emergency.",
    }),
    lockingOf: map(u32, u32, {
      hasher: "Twox64Concat",
      doc: "How long a conviction of one binds who votes in a referendum, in blocks: by the figure of when it began.",
    }),
    lockingOfDelegation: map(AccountId, u32, {
      hasher: "Twox64Concat",
      doc: "The same of who delegates: by the figure of when that began.",
    }),
    metadataOf: map(MetadataOwner, H256, { doc: "Preimages that describe proposals and referenda." }),
    regular: value(u32, {
      doc: "The referendum that was launched in its turn last: only fast-tracked ones run beside it.",
    }),
    nextLaunch: value(u32, { initial: 0, doc: "The block from which the next referendum is launched." }),
    due: value(u32, { initial: 0, doc: "Before this block there is nothing to launch or to count." }),
  },
  calls: {
    propose: call(
      0,
      "signed",
      { ...proposal, value: compact(Balance) },
      "Proposes a call to all, against a deposit that returns when it is tabled.",
    ),
    second: call(
      1,
      "signed",
      { proposal: compact(u32) },
      "Supports a proposal with as large a deposit: the proposal with most is tabled next.",
    ),
    vote: call(2, "signed", { ref_index: compact(u32), vote: AccountVote }, "Votes, or votes otherwise."),
    emergency_cancel: call(3, configured("canceller"), ref_index, "Ends a referendum, once for each call."),
    external_propose: call(
      4,
      configured("external"),
      proposal,
      "The council proposes a call, which will need what public ones need.",
    ),
    external_propose_majority: call(
      5,
      configured("externalMajority"),
      proposal,
      "The council proposes a call that will need a simple majority.",
    ),
    external_propose_default: call(
      6,
      configured("externalDefault"),
      proposal,
      "The council proposes a call that passes unless many are against it.",
    ),
    fast_track: call(
      7,
      configured<"fastTracker", FastTracker>("fastTracker"),
      { ...proposal_hash, voting_period: u32, delay: u32 },
      "Begins the referendum on the council's proposal now, for so many blocks.",
    ),
    veto_external: call(
      8,
      configured("vetoer", AccountId),
      proposal_hash,
      "Takes the council's proposal away, for some time; each member once for each call.",
    ),
    cancel_referendum: call(9, "root", { ref_index: compact(u32) }, "Ends a referendum."),
    delegate: call(
      10,
      "signed",
      { to: MultiAddress, conviction: Conviction, balance: Balance },
      "Lets another account vote for the caller.",
    ),
    undelegate: call(11, "signed", {}, "Ends that."),
    clear_public_proposals: call(
      12,
      "root",
      {},
      "Drops all public proposals; the deposits come back by `release_deposits`.",
    ),
    unlock: call(13, "signed", { target: MultiAddress }, "Unlocks what no vote of an account locks any more."),
    remove_vote: call(14, "signed", { index: u32 }, "Takes the caller's vote out of a referendum."),
    remove_other_vote: call(
      15,
      "signed",
      { target: MultiAddress, index: u32 },
      "Takes a vote of anybody out of a referendum that is over, when it does not lock any more.",
    ),
    blacklist: call(
      16,
      configured("blacklister"),
      { ...proposal_hash, maybe_ref_index: option(u32) },
      "Forbids a call for ever: its proposals end, their deposits go to the treasury.",
    ),
    cancel_proposal: call(
      17,
      configured("proposalCanceller"),
      { prop_index: compact(u32) },
      "Ends a public proposal: its deposits go to the treasury.",
    ),
    set_metadata: call(
      18,
      configured<"describer", Describer>("describer"),
      { owner: MetadataOwner, maybe_hash: option(H256) },
      "Says which preimage describes a proposal or referendum, or that none does.",
    ),
    release_deposits: call(
      19,
      "signed",
      { prop_index: u32 },
      "Gives the deposits for a proposal back that was dropped by `clear_public_proposals`.",
    ),
  },
  events: {
    Proposed: event(0, deposit, "A public proposal was made."),
    Tabled: event(1, deposit, "A public proposal became a referendum; its deposits are back."),
    ExternalTabled: event(2, {}, "The council's proposal became a referendum."),
    Started: event(3, { ...ref_index, threshold: VoteThreshold }, "A referendum began."),
    Passed: event(4, ref_index, "A referendum passed: its call is scheduled."),
    NotPassed: event(5, ref_index, "A referendum did not pass."),
    Cancelled: event(6, ref_index, "A referendum was cancelled."),
    Delegated: event(7, { who: AccountId, target: AccountId }, "An account lets another one vote for it."),
    Undelegated: event(8, { account: AccountId }, "An account votes for itself again."),
    Vetoed: event(9, { who: AccountId, ...proposal_hash, until: u32 }, "The council's proposal was vetoed."),
    Blacklisted: event(10, proposal_hash, "A call may not be proposed any more."),
    Voted: event(11, { voter: AccountId, ...ref_index, vote: AccountVote }, "An account voted."),
    Seconded: event(12, { seconder: AccountId, prop_index: u32 }, "An account supports a proposal."),
    ProposalCanceled: event(13, { prop_index: u32 }, "A public proposal was cancelled."),
    MetadataSet: event(14, { owner: MetadataOwner, hash: H256 }, "Something is described."),
    MetadataCleared: event(15, { owner: MetadataOwner, hash: H256 }, "Something is described no more."),
    MetadataTransferred: event(
      16,
      { prev_owner: MetadataOwner, owner: MetadataOwner, hash: H256 },
      "What described a proposal describes its referendum.",
    ),
    NotScheduled: event(17, ref_index, "A referendum passed, but no block after it has room for its call."),
    DepositsReleased: event(18, { prop_index: u32 }, "The deposits for a dropped proposal are back."),
    Counted: event(
      19,
      { ...ref_index, ...proposal, tally: Tally, electorate: Balance },
      "A referendum ended with these votes, of what could vote; whether it passed, the next event says.",
    ),
    Cleared: event(20, {}, "All public proposals were dropped; their deposits come back by `release_deposits`."),
  },
  errors: {
    ValueLow: { index: 0, kind: "invalid", doc: "The deposit is too small." },
    ProposalMissing: { index: 1, kind: "not-found", doc: "There is no such proposal." },
    AlreadyCanceled: { index: 2, kind: "conflict", doc: "A referendum on this call was cancelled before." },
    DuplicateProposal: { index: 3, kind: "conflict", doc: "A proposal of the council waits already." },
    ProposalBlacklisted: { index: 4, kind: "forbidden", doc: "The call may not be proposed before some block." },
    NotSimpleMajority: {
      index: 5,
      kind: "forbidden",
      doc: "Only what three fifths of the council, or all of it, proposed can be fast-tracked.",
    },
    InvalidHash: { index: 6, kind: "conflict", doc: "The council's proposal is another one." },
    NoProposal: { index: 7, kind: "not-found", doc: "No proposal of the council waits." },
    AlreadyVetoed: { index: 8, kind: "conflict", doc: "The member has vetoed this call before." },
    ReferendumInvalid: { index: 9, kind: "not-found", doc: "There is no such referendum that is voted on." },
    NotVoter: { index: 11, kind: "not-found", doc: "The account has no vote in this referendum." },
    NoPermission: { index: 12, kind: "forbidden", doc: "Only the owner may do this, or not yet." },
    AlreadyDelegating: { index: 13, kind: "conflict", doc: "Another account votes for this one." },
    InsufficientFunds: { index: 14, kind: "conflict", doc: "What is free and in pools is less than the vote." },
    NotDelegating: { index: 15, kind: "conflict", doc: "No other account votes for this one." },
    VotesExist: { index: 16, kind: "conflict", doc: "The account has votes of its own: remove them first." },
    InstantNotAllowed: { index: 17, kind: "forbidden", doc: "No referendum may be this short." },
    Nonsense: { index: 18, kind: "invalid", doc: "Nobody delegates to itself." },
    MaxVotesReached: { index: 20, kind: "limit", doc: "The account has as many votes as it may." },
    TooMany: { index: 21, kind: "limit", doc: "There are as many proposals, deposits or vetoes as there may be." },
    VotingPeriodLow: { index: 22, kind: "invalid", doc: "A referendum lasts a block at least." },
    PreimageNotExist: { index: 23, kind: "not-found", doc: "There is no such preimage." },
    NoVoice: { index: 25, kind: "forbidden", doc: "No pallet's account votes: who has shares in a pool does." },
    ProposalWaits: { index: 24, kind: "conflict", doc: "The proposal still waits, and its deposits with it." },
  },
  constants: {
    EnactmentPeriod: own("enactment", u32, "Blocks from a referendum's end to its call."),
    LaunchPeriod: own("launch", u32, "Blocks between launches."),
    VotingPeriod: own("voting", u32, "Blocks that a referendum lasts."),
    VoteLockingPeriod: own("locking", u32, "Blocks that a conviction of one binds."),
    MinimumDeposit: own("minimumDeposit", Balance, "The least deposit for a proposal."),
    InstantAllowed: own("instantAllowed", bool, "Whether referenda may be shorter than fast ones."),
    FastTrackVotingPeriod: own("fastTrackVoting", u32, "The least that a fast one lasts, in blocks."),
    CooloffPeriod: own("cooloff", u32, "Blocks for which a veto holds."),
    MaxVotes: constant(u32, democracyLimits.votes, "How many votes an account may have."),
    MaxProposals: constant(u32, democracyLimits.proposals, "How many public proposals may wait."),
    MaxDeposits: constant(u32, democracyLimits.deposits, "How many deposits a proposal may have."),
    MaxBlacklisted: constant(u32, democracyLimits.blacklisted, "How many members may have vetoed a call."),
  },
});
