import { AccountId, bool, compact, H256, option, struct, type TypeOf, tuple, u32, vec } from "@pha/codec";
import {
  call,
  configured,
  constant,
  DispatchResult,
  definePallet,
  event,
  genesisPart,
  map,
  origin,
  value,
  Weight,
} from "@pha/frame";
import { blockLimits } from "../../executive/limits.ts";
import { RuntimeCall } from "../../references.ts";

/** How many motions a body may have open, how many members, and what a motion's call may weigh: half a block. */
export const collectiveLimits = {
  motions: 100,
  members: 100,
  weight: { ref_time: blockLimits.ref_time / 2n, proof_size: blockLimits.proof_size / 2n },
} as const;

/** How long a motion may be voted on: three days, in hours. */
export const motionHours = 72;

/** A motion: how many ayes it needs, who has voted, the block from which those who have not count as the prime says. */
export const Votes = struct(
  {
    index: u32,
    threshold: u32,
    ayes: vec(AccountId, { max: collectiveLimits.members }),
    nays: vec(AccountId, { max: collectiveLimits.members }),
    end: u32,
  },
  { path: ["pallet_collective", "Votes"] },
);
export type Votes = TypeOf<typeof Votes>;

const Members = vec(AccountId, { max: collectiveLimits.members });
const proposal_hash = { proposal_hash: H256 };
const motion = { proposal: RuntimeCall, length_bound: compact(u32) };
const nested = { nested: ["proposal"] } as const;

/** The contract of a body that decides by motions of its members. */
export const collectiveContract = <const N extends string>(name: N, index: number, doc: string) =>
  definePallet(name, index, {
    doc,
    crate: "pallet_collective",
    genesis: genesisPart(Members, []),
    storage: {
      proposals: value(vec(H256, { max: collectiveLimits.motions }), {
        initial: [],
        overflow: "TooManyProposals",
        doc: "Hashes of the open motions' calls.",
      }),
      proposalOf: map(H256, RuntimeCall, { hasher: "Identity", doc: "The call of a motion, by its hash." }),
      voting: map(H256, Votes, { hasher: "Identity", doc: "The votes on a motion, by its call's hash." }),
      proposalCount: value(u32, { initial: 0, doc: "How many motions there have been." }),
      members: value(Members, { initial: [], overflow: "TooManyMembers", doc: "The members, in rising order." }),
      prime: value(AccountId, { doc: "The member whose vote counts for those who do not vote." }),
    },
    origins: {
      Members: origin(0, tuple(u32, u32), "So many ayes, of so many seats."),
      Member: origin(1, AccountId, "One member."),
    },
    calls: {
      set_members: call(
        0,
        configured("setMembers"),
        { new_members: vec(AccountId, { max: 1_024 }), prime: option(AccountId), old_count: u32 },
        "Sets all members and the prime. Votes of members who leave are taken off open motions.",
      ),
      execute: call(1, "signed", motion, "Dispatches a call as one member.", nested),
      propose: call(
        2,
        "signed",
        { threshold: compact(u32), ...motion },
        "Opens a motion that needs so many ayes, of which the proposer's is none yet; with fewer than 2 the call is dispatched at once.",
        nested,
      ),
      vote: call(
        3,
        "signed",
        { proposal: H256, index: compact(u32), approve: bool },
        "Votes on a motion, or changes the vote.",
      ),
      disapprove_proposal: call(5, "root", proposal_hash, "Ends a motion without its call."),
      close: call(
        6,
        "signed",
        { ...proposal_hash, index: compact(u32), proposal_weight_bound: Weight, length_bound: compact(u32) },
        "Ends a motion that is decided, or whose time is over; if it has its ayes its call is dispatched.",
        { upTo: "proposal_weight_bound" },
      ),
    },
    events: {
      Proposed: event(
        0,
        { account: AccountId, proposal_index: u32, ...proposal_hash, threshold: u32 },
        "A motion was opened.",
      ),
      Voted: event(
        1,
        { account: AccountId, ...proposal_hash, voted: bool, yes: u32, no: u32 },
        "A member voted on a motion, which has so many votes by now.",
      ),
      Approved: event(2, proposal_hash, "A motion had its ayes."),
      Disapproved: event(3, proposal_hash, "A motion ended without its ayes."),
      Executed: event(4, { ...proposal_hash, result: DispatchResult }, "A motion's call was dispatched."),
      MemberExecuted: event(5, { ...proposal_hash, result: DispatchResult }, "A member's call was dispatched."),
      Closed: event(
        6,
        { ...proposal_hash, yes: u32, no: u32 },
        "A motion ended with so many votes, of which some are the prime's for those who did not vote.",
      ),
    },
    errors: {
      NotMember: { index: 0, kind: "forbidden", doc: "The account is not a member." },
      DuplicateProposal: { index: 1, kind: "conflict", doc: "The same call is a motion already." },
      ProposalMissing: { index: 2, kind: "not-found", doc: "There is no such motion, or its call cannot be read." },
      WrongIndex: { index: 3, kind: "invalid", doc: "The motion has another index." },
      DuplicateVote: { index: 4, kind: "conflict", doc: "The member has voted so already." },
      TooEarly: { index: 6, kind: "conflict", doc: "The motion is undecided and its time is not over." },
      TooManyProposals: { index: 7, kind: "limit", doc: "There are at most 100 motions at a time." },
      WrongProposalWeight: { index: 8, kind: "invalid", doc: "The call weighs more than is allowed." },
      WrongProposalLength: { index: 9, kind: "invalid", doc: "The call is longer than is allowed." },
      PrimeAccountNotMember: { index: 10, kind: "invalid", doc: "The prime must be a member." },
      TooManyMembers: { index: 11, kind: "limit", doc: "There are at most 100 members." },
    },
    constants: {
      MaxProposalWeight: constant(Weight, collectiveLimits.weight, "What a motion's call may weigh."),
    },
  });

/** The contract of any such body. */
export type Collective = ReturnType<typeof collectiveContract<"Council" | "TechnicalCommittee">>;
