import { AccountId, compact, MultiAddress, struct, type TypeOf, u32, u128, vec } from "@pha/codec";
import { call, configured, constant, definePallet, event, map, value } from "@pha/frame";
import { Balance } from "../balances/account-data.ts";
import { Permill } from "../balances/parts.ts";
import { ownConstants } from "../parameters/own-constants.ts";
import { Figures, usualFigures } from "./figures.ts";

/** How many approvals may wait. */
const maxApprovals = 100;

/** Somebody asks for money, for somebody. */
const Proposal = struct(
  { proposer: AccountId, value: Balance, beneficiary: AccountId, bond: Balance },
  { path: ["pallet_treasury", "Proposal"] },
);
export type Proposal = TypeOf<typeof Proposal>;

const own = ownConstants("Treasury", Figures, usualFigures);
const proposal_id = { proposal_id: compact(u32) };
const proposal_index = { proposal_index: u32 };

/** The most that may be spent at once. */
const spender = configured("spender", u128);
const approver = configured("approver");
const rejecter = configured("rejecter");

export const treasury = definePallet("Treasury", 26, {
  doc: "The network's own money: it comes from fees and penalties, and goes to whom the council approves.",
  holdReasons: { Proposal: { index: 0, doc: "Bond of who asks for money." } },
  storage: {
    figures: value(Figures, { initial: usualFigures, doc: "How the treasury is spent, periods in blocks." }),
    proposalCount: value(u32, { initial: 0, doc: "How many proposals there have been." }),
    proposals: map(u32, Proposal, { hasher: "Twox64Concat", doc: "Proposals that are neither paid nor rejected." }),
    approvals: value(vec(u32, { max: maxApprovals }), {
      initial: [],
      overflow: "TooManyApprovals",
      doc: "Proposals that are paid when a period ends, in this order, as far as there is money.",
    }),
  },
  calls: {
    propose_spend: call(
      0,
      "signed",
      { value: compact(Balance), beneficiary: MultiAddress },
      "Asks for money, against a bond that is destroyed if the proposal is rejected.",
    ),
    reject_proposal: call(1, rejecter, proposal_id, "Rejects a proposal: its bond is destroyed."),
    approve_proposal: call(2, approver, proposal_id, "Approves a proposal: it is paid when a period ends."),
    spend: call(
      3,
      spender,
      { amount: compact(Balance), beneficiary: MultiAddress },
      "Proposes and approves, without a bond.",
    ),
    remove_approval: call(4, rejecter, proposal_id, "Takes an approval back; the proposal stays."),
  },
  events: {
    Proposed: event(0, proposal_index, "Somebody asks for money."),
    Spending: event(1, { budget_remaining: Balance }, "A period ended, with so much to spend."),
    Awarded: event(
      2,
      { ...proposal_index, award: Balance, account: AccountId },
      "A proposal ended, and so much was paid: 0 where the receiver would have too little to exist.",
    ),
    Rejected: event(3, { ...proposal_index, slashed: Balance }, "A proposal was rejected."),
    Burnt: event(4, { burnt_funds: Balance }, "A part of what was not spent was destroyed."),
    Rollover: event(5, { rollover_balance: Balance }, "So much is left for the next period."),
    SpendApproved: event(
      7,
      { ...proposal_index, amount: Balance, beneficiary: AccountId },
      "Money was proposed and approved at once.",
    ),
  },
  errors: {
    InsufficientProposersBalance: { index: 0, kind: "conflict", doc: "The free balance is too low for the bond." },
    InvalidIndex: { index: 1, kind: "not-found", doc: "There is no such proposal." },
    TooManyApprovals: { index: 2, kind: "limit", doc: "At most 100 approvals wait." },
    InsufficientPermission: { index: 3, kind: "forbidden", doc: "The amount is more than the origin may spend." },
    ProposalNotApproved: { index: 4, kind: "conflict", doc: "The proposal is not approved." },
  },
  constants: {
    ProposalBond: own("bond", Permill, "Of what is asked for, the bond's part."),
    ProposalBondMinimum: own("leastBond", Balance, "The least bond."),
    SpendPeriod: own("spendPeriod", u32, "Blocks of a period."),
    Burn: own("burn", Permill, "Of what is not spent, the part that is destroyed."),
    MaxApprovals: constant(u32, maxApprovals, "How many approvals may wait."),
  },
});
