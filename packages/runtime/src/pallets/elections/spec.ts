import {
  AccountId,
  bool,
  compact,
  enumeration,
  MultiAddress,
  struct,
  type TypeOf,
  tuple,
  u32,
  variant,
  vec,
} from "@pha/codec";
import { call, definePallet, event, genesisPart, indexedMap, value } from "@pha/frame";
import { Balance } from "../balances/account-data.ts";
import { lockId } from "../balances/lock-id.ts";
import { ownConstants } from "../parameters/own-constants.ts";
import { Figures, usualFigures } from "./figures.ts";
import { electionLimits } from "./limits.ts";

/** Id of the lock on what voters vote with. */
export const electionLock = lockId("phrelect");

/** Who sits, or would next: the stake behind it when it was elected, and its bond. */
export const SeatHolder = struct(
  { who: AccountId, stake: Balance, deposit: Balance },
  { path: ["pallet_elections_phragmen", "SeatHolder"] },
);
export type SeatHolder = TypeOf<typeof SeatHolder>;

/** Whom somebody is for, with how much; and the bond for that. */
export const Voter = struct(
  { votes: vec(AccountId, { max: electionLimits.votes }), stake: Balance, deposit: Balance },
  { path: ["pallet_elections_phragmen", "Voter"] },
);
export type Voter = TypeOf<typeof Voter>;

/** What somebody is, and gives up; of candidates, at most how many there are. */
const Renouncing = enumeration(
  { Member: variant(0), RunnerUp: variant(1), Candidate: variant(2, compact(u32)) },
  { path: ["pallet_elections_phragmen", "Renouncing"] },
);

const own = ownConstants("Elections", Figures, usualFigures);
const seats = vec(SeatHolder, { max: electionLimits.seats });

export const elections = definePallet("Elections", 30, {
  doc: "Elects the council by Phragmén's method, from bonded candidates by locked stakes.",
  crate: "pallet_elections_phragmen",
  genesis: genesisPart(vec(tuple(AccountId, Balance), { max: electionLimits.seats }), []),
  holdReasons: {
    Candidacy: { index: 0, doc: "Bond of a candidate, a member, a runner-up." },
    Vote: { index: 1, doc: "Bond for a vote." },
  },
  storage: {
    figures: value(Figures, { initial: usualFigures, doc: "Bonds, sizes, and the length of a term in blocks." }),
    members: value(seats, { initial: [], overflow: "TooManySeats", doc: "Who was elected, by account." }),
    runnersUp: value(seats, { initial: [], overflow: "TooManySeats", doc: "Who would be next, the best one last." }),
    candidates: value(vec(tuple(AccountId, Balance), { max: electionLimits.candidates }), {
      initial: [],
      overflow: "TooManyCandidates",
      doc: "Who stands for election beside those, by account, with the bond.",
    }),
    electionRounds: value(u32, { initial: 0, doc: "How many elections there have been." }),
    voting: indexedMap(AccountId, Voter, {
      hasher: "Twox64Concat",
      initial: { votes: [], stake: 0n, deposit: 0n },
      max: electionLimits.voters,
      overflow: "TooManyVoters",
      doc: "Whom everybody is for.",
    }),
  },
  calls: {
    vote: call(
      0,
      "signed",
      { votes: vec(AccountId, { max: 1_024 }), value: compact(Balance) },
      "Votes for several, in order of preference, with a stake that is locked from now on; replaces the vote before.",
    ),
    remove_voter: call(1, "signed", {}, "Takes the vote back, and with it the bond and the lock."),
    submit_candidacy: call(
      2,
      "signed",
      { candidate_count: compact(u32) },
      "Stands for election, against a bond that is lost if one is not elected.",
    ),
    renounce_candidacy: call(3, "signed", { renouncing: Renouncing }, "Gives up candidacy or seat: the bond returns."),
    remove_member: call(
      4,
      "root",
      { who: MultiAddress, slash_bond: bool, rerun_election: bool },
      "Removes a member; the best runner-up takes its seat.",
    ),
    clean_defunct_voters: call(
      5,
      "root",
      { num_voters: u32, num_defunct: u32 },
      "Removes voters who are for nobody that stands any more, of whom it looks at so many: their bonds return.",
    ),
  },
  events: {
    NewTerm: event(0, { new_members: vec(tuple(AccountId, Balance), { max: electionLimits.seats }) }, "A term began."),
    EmptyTerm: event(1, {}, "Nobody stood for election; all stays as it is."),
    ElectionError: event(2, {}, "There were too many voters; all stays as it is."),
    MemberKicked: event(3, { member: AccountId }, "A member was removed."),
    Renounced: event(4, { candidate: AccountId }, "Somebody gave up candidacy or seat."),
    CandidateSlashed: event(
      5,
      { candidate: AccountId, amount: Balance },
      "Somebody was not elected and lost the bond.",
    ),
    SeatHolderSlashed: event(
      6,
      { seat_holder: AccountId, amount: Balance },
      "A member that was removed lost the bond.",
    ),
  },
  errors: {
    UnableToVote: { index: 0, kind: "conflict", doc: "Nobody stands for election." },
    NoVotes: { index: 1, kind: "invalid", doc: "A vote is for one at least." },
    TooManyVotes: { index: 2, kind: "invalid", doc: "A vote is for no more than stand for election." },
    MaximumVotesExceeded: { index: 3, kind: "limit", doc: `A vote is for at most ${electionLimits.votes}.` },
    LowBalance: { index: 4, kind: "invalid", doc: "The stake must be more than the existential deposit." },
    UnableToPayBond: { index: 5, kind: "conflict", doc: "The free balance is too low for the bond of a vote." },
    MustBeVoter: { index: 6, kind: "not-found", doc: "The account has no vote." },
    DuplicatedCandidate: { index: 7, kind: "conflict", doc: "The account is a candidate already." },
    TooManyCandidates: { index: 8, kind: "limit", doc: "There are as many candidates as there may be." },
    MemberSubmit: { index: 9, kind: "conflict", doc: "The account is a member: it stands for election again." },
    RunnerUpSubmit: { index: 10, kind: "conflict", doc: "The account is a runner-up: it stands for election again." },
    InsufficientCandidateFunds: { index: 11, kind: "conflict", doc: "The free balance is too low for the bond." },
    NotMember: { index: 12, kind: "not-found", doc: "The account is not a member." },
    InvalidWitnessData: { index: 13, kind: "invalid", doc: "There are more candidates than was said." },
    InvalidRenouncing: { index: 15, kind: "invalid", doc: "The account is not what it gives up." },
    TooManyVoters: { index: 17, kind: "limit", doc: "There are as many voters as there may be." },
    TooManySeats: { index: 18, kind: "limit", doc: "There are at most 100 seats." },
  },
  constants: {
    CandidacyBond: own("candidacyBond", Balance, "On hold for a candidacy."),
    VotingBondBase: own("votingBondBase", Balance, "On hold for a vote."),
    VotingBondFactor: own("votingBondFactor", Balance, "On hold for each that a vote is for."),
    DesiredMembers: own("desiredMembers", u32, "How many are elected."),
    DesiredRunnersUp: own("desiredRunnersUp", u32, "How many would be next."),
    TermDuration: own("termDuration", u32, "Blocks of a term."),
    MaxVoters: own("maxVoters", u32, "How many voters there may be."),
    MaxVotesPerVoter: own("maxVotesPerVoter", u32, "How many a vote may be for."),
    MaxCandidates: own("maxCandidates", u32, "How many candidates there may be, less one."),
  },
});
