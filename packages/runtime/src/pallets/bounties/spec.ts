import {
  AccountId,
  bytes,
  compact,
  enumeration,
  MultiAddress,
  option,
  struct,
  type TypeOf,
  u32,
  u128,
  variant,
  vec,
} from "@pha/codec";
import { call, configured, constant, definePallet, event, map, value } from "@pha/frame";
import { Balance } from "../balances/account-data.ts";
import { Permill } from "../balances/parts.ts";
import { ownConstants } from "../parameters/own-constants.ts";
import { Figures, usualFigures } from "./figures.ts";

/** How long a description may be, and how many bounties may wait for their money. */
export const bountyLimits = { description: 16_384, approvals: 100 } as const;

const curator = { curator: AccountId };

const BountyStatus = enumeration(
  {
    Proposed: variant(0),
    Approved: variant(1),
    Funded: variant(2),
    CuratorProposed: variant(3, struct(curator)),
    Active: variant(4, struct({ ...curator, update_due: u32 })),
    PendingPayout: variant(5, struct({ ...curator, beneficiary: AccountId, unlock_at: u32 })),
  },
  { path: ["pallet_bounties", "BountyStatus"] },
);

/** A reward for some work, of which a curator judges. */
export const Bounty = struct(
  {
    proposer: AccountId,
    value: Balance,
    fee: Balance,
    curator_deposit: Balance,
    bond: Balance,
    status: BountyStatus,
  },
  { path: ["pallet_bounties", "Bounty"] },
);
export type Bounty = TypeOf<typeof Bounty>;

const own = ownConstants("Bounties", Figures, usualFigures);
const bounty_id = { bounty_id: compact(u32) };
const index = { index: u32 };
const id = { bounty_id: u32 };
/** A longer one is refused by name. */
export const description = { description: bytes({ max: 2 * bountyLimits.description }) };

/** The most that may be spent at once. */
const spender = configured("spender", u128);

export const bounties = definePallet("Bounties", 27, {
  doc: "Rewards out of the treasury for work of which curators judge.",
  holdReasons: {
    Proposal: { index: 0, doc: "Bond of who proposes a bounty.", ends: false },
    Curator: { index: 1, doc: "Deposit of a bounty's curator.", ends: false },
  },
  storage: {
    figures: value(Figures, { initial: usualFigures, doc: "What bounties cost, and how long their steps take." }),
    bountyCount: value(u32, { initial: 0, doc: "How many bounties there have been." }),
    bounties: map(u32, Bounty, { hasher: "Twox64Concat", doc: "Bounties that are neither paid nor closed." }),
    bountyDescriptions: map(u32, bytes({ max: bountyLimits.description }), {
      hasher: "Twox64Concat",
      doc: "What each is for.",
    }),
    bountyApprovals: value(vec(u32, { max: bountyLimits.approvals }), {
      initial: [],
      overflow: "TooManyQueued",
      doc: "Approved bounties that wait for their money, in this order.",
    }),
    openChildren: map(u32, u32, { hasher: "Twox64Concat", initial: 0, doc: "How many child bounties each has." }),
    childrenCuratorFees: map(u32, Balance, {
      hasher: "Twox64Concat",
      initial: 0n,
      doc: "Of its curator's fee, what goes to the curators of its child bounties.",
    }),
  },
  calls: {
    propose_bounty: call(
      0,
      "signed",
      { value: compact(Balance), ...description },
      "Proposes a bounty, against a bond that is destroyed if it is rejected.",
    ),
    approve_bounty: call(1, spender, bounty_id, "Approves a bounty: it gets its money when a period ends."),
    propose_curator: call(
      2,
      spender,
      { ...bounty_id, curator: MultiAddress, fee: compact(Balance) },
      "Asks somebody to judge of the work, for a fee.",
    ),
    unassign_curator: call(
      3,
      configured("unassigner", option(AccountId)),
      bounty_id,
      "Takes the curator away. Its deposit returns if it goes by itself, and is destroyed if the council does it, or anybody once it has been silent for too long.",
    ),
    accept_curator: call(4, "signed", bounty_id, "Accepts to judge, against a deposit."),
    award_bounty: call(5, "signed", { ...bounty_id, beneficiary: MultiAddress }, "Awards a bounty, as its curator."),
    claim_bounty: call(6, "signed", bounty_id, "Pays a bounty whose delay is over, and its curator."),
    close_bounty: call(
      7,
      configured("rejecter"),
      bounty_id,
      "Ends a bounty: what was only proposed loses its bond, what has money gives it back to the treasury.",
    ),
    extend_bounty_expiry: call(
      8,
      "signed",
      { ...bounty_id, remark: bytes({ max: bountyLimits.description }) },
      "Says, as curator, that the work goes on.",
    ),
  },
  events: {
    BountyProposed: event(0, index, "A bounty was proposed."),
    BountyRejected: event(1, { ...index, bond: Balance }, "A bounty was rejected, its bond destroyed."),
    BountyBecameActive: event(2, index, "A bounty has its money."),
    BountyAwarded: event(3, { ...index, beneficiary: AccountId }, "A bounty was awarded."),
    BountyClaimed: event(
      4,
      { ...index, payout: Balance, beneficiary: AccountId },
      "A bounty ended, and so much was paid: 0 where the receiver would have too little to exist.",
    ),
    BountyCanceled: event(5, index, "A bounty was ended, its money is the treasury's again."),
    BountyExtended: event(6, index, "A curator said that the work goes on."),
    BountyApproved: event(7, index, "A bounty was approved."),
    CuratorProposed: event(8, { ...id, curator: AccountId }, "Somebody was asked to be the curator."),
    CuratorUnassigned: event(9, id, "The curator is it no more."),
    CuratorAccepted: event(10, { ...id, curator: AccountId }, "The curator accepted."),
  },
  errors: {
    InsufficientProposersBalance: { index: 0, kind: "conflict", doc: "The free balance is too low for the bond." },
    InvalidIndex: { index: 1, kind: "not-found", doc: "There is no such bounty." },
    ReasonTooBig: { index: 2, kind: "limit", doc: "A description has at most 16384 bytes." },
    UnexpectedStatus: { index: 3, kind: "conflict", doc: "The bounty is not where this can be done." },
    RequireCurator: { index: 4, kind: "forbidden", doc: "Only the curator may do this." },
    InvalidValue: { index: 5, kind: "invalid", doc: "The value is too small." },
    InvalidFee: { index: 6, kind: "invalid", doc: "The fee must be less than the value." },
    PendingPayout: { index: 7, kind: "conflict", doc: "The bounty is awarded: unassign the curator first." },
    Premature: { index: 8, kind: "conflict", doc: "It is too early for this." },
    HasActiveChildBounty: { index: 9, kind: "conflict", doc: "The bounty has child bounties." },
    TooManyQueued: { index: 10, kind: "limit", doc: "At most 100 bounties wait for their money." },
    InsufficientPermission: { index: 11, kind: "forbidden", doc: "The value is more than the origin may spend." },
  },
  constants: {
    BountyDepositBase: own("depositBase", Balance, "On hold for a proposal."),
    DataDepositPerByte: own("depositPerByte", Balance, "On hold for each byte of its description."),
    BountyValueMinimum: own("leastValue", Balance, "The least value of a bounty."),
    BountyDepositPayoutDelay: own("payoutDelay", u32, "From an award to its payment, in blocks."),
    BountyUpdatePeriod: own("updatePeriod", u32, "How long a curator may be silent, in blocks."),
    CuratorDepositMultiplier: own("curatorDeposit", Permill, "Of its fee, on hold for a curator."),
    CuratorDepositMax: own("mostCuratorDeposit", option(Balance), "The most that is on hold for one."),
    CuratorDepositMin: own("leastCuratorDeposit", option(Balance), "The least that is."),
    MaximumReasonLength: constant(u32, bountyLimits.description, "How long a description may be."),
  },
});
