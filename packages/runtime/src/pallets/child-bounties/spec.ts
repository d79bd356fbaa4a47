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
  variant,
} from "@pha/codec";
import { call, configured, definePallet, event, map, value } from "@pha/frame";
import { Balance } from "../balances/account-data.ts";
import { Figures, usualFigures } from "../bounties/figures.ts";
import { bountyLimits, description } from "../bounties/spec.ts";
import { ownConstants } from "../parameters/own-constants.ts";

const curator = { curator: AccountId };

const ChildBountyStatus = enumeration(
  {
    Added: variant(0),
    CuratorProposed: variant(1, struct(curator)),
    Active: variant(2, struct(curator)),
    PendingPayout: variant(3, struct({ ...curator, beneficiary: AccountId, unlock_at: u32 })),
  },
  { path: ["pallet_child_bounties", "ChildBountyStatus"] },
);

/** A part of a bounty, of which a curator of its own judges. */
export const ChildBounty = struct(
  { parent_bounty: u32, value: Balance, fee: Balance, curator_deposit: Balance, status: ChildBountyStatus },
  { path: ["pallet_child_bounties", "ChildBounty"] },
);
export type ChildBounty = TypeOf<typeof ChildBounty>;

const own = ownConstants("Bounties", Figures, usualFigures);
const parent_bounty_id = { parent_bounty_id: compact(u32) };
const both = { ...parent_bounty_id, child_bounty_id: compact(u32) };
const place = { index: u32, child_index: u32 };

export const childBounties = definePallet("ChildBounties", 28, {
  doc: "Parts of bounties: a bounty's curator splits it.",
  holdReasons: { Curator: { index: 0, doc: "Deposit of a child bounty's curator.", ends: false } },
  storage: {
    childBountyCount: value(u32, { initial: 0, doc: "How many child bounties there have been." }),
    childBounties: map([u32, u32], ChildBounty, {
      hasher: "Twox64Concat",
      doc: "Child bounties that are neither paid nor closed, by bounty and their own number.",
    }),
    childBountyDescriptions: map(u32, bytes({ max: bountyLimits.description }), {
      hasher: "Twox64Concat",
      doc: "What each is for.",
    }),
  },
  calls: {
    add_child_bounty: call(
      0,
      "signed",
      { ...parent_bounty_id, value: compact(Balance), ...description },
      "Splits a part off a bounty, as its curator.",
    ),
    propose_curator: call(
      1,
      "signed",
      { ...both, curator: MultiAddress, fee: compact(Balance) },
      "Asks somebody to judge of the part, for a fee out of the own one.",
    ),
    accept_curator: call(2, "signed", both, "Accepts to judge, against a deposit unless it is the bounty's curator."),
    unassign_curator: call(
      3,
      configured("unassigner", option(AccountId)),
      both,
      "Takes the curator away; its deposit returns if it goes by itself, and is destroyed otherwise.",
    ),
    award_child_bounty: call(4, "signed", { ...both, beneficiary: MultiAddress }, "Awards it, as either curator."),
    claim_child_bounty: call(5, "signed", both, "Pays a child bounty whose delay is over, and its curator."),
    close_child_bounty: call(
      6,
      configured("unassigner", option(AccountId)),
      both,
      "Ends a child bounty, as the bounty's curator or the council: its money is the bounty's again.",
    ),
  },
  events: {
    Added: event(0, place, "A child bounty was split off."),
    Awarded: event(1, { ...place, beneficiary: AccountId }, "A child bounty was awarded."),
    Claimed: event(
      2,
      { ...place, payout: Balance, beneficiary: AccountId },
      "A child bounty ended, and so much was paid: 0 where the receiver would have too little to exist.",
    ),
    Canceled: event(3, place, "A child bounty was ended."),
  },
  errors: {
    ParentBountyNotActive: { index: 0, kind: "conflict", doc: "The bounty has no curator at work." },
    InsufficientBountyBalance: { index: 1, kind: "conflict", doc: "The bounty has too little money." },
    TooManyChildBounties: { index: 2, kind: "limit", doc: "The bounty has as many child bounties as it may." },
    InvalidIndex: { index: 3, kind: "not-found", doc: "There is no such child bounty." },
    UnexpectedStatus: { index: 4, kind: "conflict", doc: "The child bounty is not where this can be done." },
  },
  constants: {
    MaxActiveChildBountyCount: own("maxChildren", u32, "How many child bounties one may have."),
    ChildBountyValueMinimum: own("leastChildValue", Balance, "The least value of one."),
  },
});
