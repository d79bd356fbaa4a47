import type { ErrorMaker } from "@pha/codec";
import {
  assets,
  bounties,
  childBounties,
  council,
  democracy,
  elections,
  identity,
  multisig,
  preimage,
  proxy,
  scheduler,
  sudo,
  technicalCommittee,
  tips,
  treasury,
  vesting,
} from "@pha/runtime/spec";

const [voting, election] = [democracy.errors, elections.errors];

/** Of both bodies: their errors are the same. */
const bodies = (pick: (errors: typeof council.errors | typeof technicalCommittee.errors) => readonly ErrorMaker[]) =>
  [council, technicalCommittee].flatMap(({ errors }) => pick(errors));

/** Which command shows what the ledger has, or does what had to be done before, by errors of pallets. */
export const stateListings: readonly (readonly [refused: readonly ErrorMaker[], command: string, shows: string])[] = [
  [
    [
      ...[voting.ProposalMissing, voting.ReferendumInvalid, voting.NoProposal, voting.DuplicateProposal],
      ...[voting.InvalidHash, voting.ProposalWaits],
      ...bodies((errors) => [errors.ProposalMissing, errors.WrongIndex, errors.TooEarly]),
      ...bodies((errors) => [errors.DuplicateProposal, errors.DuplicateVote, errors.TooManyProposals]),
    ],
    "gov list",
    "shows what is under way, by its number, and until when.",
  ],
  [[voting.NotSimpleMajority], "gov council propose CALL --referendum majority", "proposes what can be fast-tracked."],
  [
    [voting.InstantNotAllowed, voting.VotingPeriodLow],
    "gov committee fast-track",
    "without --voting takes the shortest vote that is allowed.",
  ],
  [[voting.ValueLow], "gov propose CALL", "without --deposit takes the least."],
  [[voting.PreimageNotExist], "gov propose CALL", "notes the call's bytes itself."],
  [[voting.NotVoter], "gov vote REFERENDUM aye|nay AMOUNT", "votes."],
  [[voting.AlreadyDelegating], "gov undelegate", "lets the account vote for itself again."],
  [[voting.NotDelegating], "gov delegate ACCOUNT AMOUNT", "lets another account vote for it."],
  [
    [voting.VotesExist, voting.MaxVotesReached],
    "gov unlock",
    "removes votes in referenda that are over, gov withdraw one that still counts.",
  ],
  [
    [voting.NoPermission],
    "gov unlock",
    "removes the account's own votes, and says until when others bind; of others only those that bind no more are removed.",
  ],
  [
    [voting.InsufficientFunds, election.UnableToPayBond],
    "account balance ACCOUNT",
    "shows what it has, and what keeps it.",
  ],
  [[voting.ProposalBlacklisted, voting.AlreadyVetoed], "state list Democracy Blacklist", "shows until when."],
  [[council.errors.NotMember], "gov list", "shows who they are."],
  [[technicalCommittee.errors.NotMember], "gov list", "shows who they are."],
  [
    [treasury.errors.InvalidIndex, treasury.errors.ProposalNotApproved],
    "gov treasury list",
    "shows the proposals, and which are approved.",
  ],
  [
    [tips.errors.UnknownTip, tips.errors.AlreadyKnown, tips.errors.NotFinder, tips.errors.StillOpen],
    "gov list",
    "shows those that are open.",
  ],
  [[tips.errors.Premature], "gov tip show TIP", "says at which block it can be closed."],
  [
    [bounties.errors.InvalidIndex, bounties.errors.UnexpectedStatus, childBounties.errors.ParentBountyNotActive],
    "state list Bounties Bounties",
    "shows where each stands.",
  ],
  [
    [childBounties.errors.InvalidIndex, childBounties.errors.UnexpectedStatus, bounties.errors.HasActiveChildBounty],
    "state list ChildBounties ChildBounties",
    "shows where each stands.",
  ],
  [
    [election.UnableToVote, election.TooManyVotes, election.DuplicatedCandidate, election.InvalidWitnessData],
    "state get Elections Candidates",
    "shows who stands for election.",
  ],
  [
    [election.NotMember, election.MemberSubmit, election.RunnerUpSubmit, election.InvalidRenouncing],
    "state get Elections Members",
    "shows who was elected, RunnersUp who would be next.",
  ],
  [[election.MustBeVoter], "state get Elections Voting ACCOUNT", "shows an account's vote."],
  [
    [scheduler.errors.NotFound, scheduler.errors.FailedToSchedule],
    "state list Scheduler Lookup",
    "shows the named tasks, gov calendar all.",
  ],
  [
    [preimage.errors.AlreadyNoted, preimage.errors.NotNoted, preimage.errors.NotRequested],
    "state list Preimage RequestStatusFor",
    "shows the preimages that were noted or are requested.",
  ],
  [
    [proxy.errors.NotFound, proxy.errors.NotProxy, proxy.errors.Duplicate],
    "state get Proxy Proxies ACCOUNT",
    "shows an account's proxies.",
  ],
  [[proxy.errors.Unannounced], "state get Proxy Announcements ACCOUNT", "shows what a proxy announced, and when."],
  [
    [multisig.errors.NotFound, multisig.errors.NoTimepoint, multisig.errors.WrongTimepoint],
    "state list Multisig Multisigs ACCOUNT",
    "shows the calls that wait for approvals, and since which timepoint.",
  ],
  [[sudo.errors.RequireSudo], "state get Sudo Key", "shows which account that is."],
  [
    [identity.errors.NotFound, identity.errors.NotNamed, identity.errors.NoIdentity, identity.errors.InvalidTarget],
    "state get Identity IdentityOf ACCOUNT",
    "shows an account's identity.",
  ],
  [[identity.errors.EmptyIndex], "state get Identity Registrars", "shows the registrars."],
  [[identity.errors.NotSub, identity.errors.NotOwned], "state get Identity SubsOf ACCOUNT", "shows its sub-accounts."],
  [[assets.errors.Unknown, assets.errors.InUse], "state list Assets Asset", "shows the assets."],
  [[assets.errors.NoAccount], "state list Assets Account ASSET", "shows who has some of it."],
  [
    [vesting.errors.NotVesting, vesting.errors.ScheduleIndexOutOfBounds],
    "state get Vesting Vesting ACCOUNT",
    "shows what of its balance comes free, and when.",
  ],
];
