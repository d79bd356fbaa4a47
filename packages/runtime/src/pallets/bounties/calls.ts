import { type Env, implement } from "@pha/frame";
import { blockAfter } from "../../numbers.ts";
import { existentialDeposit } from "../balances/account-data.ts";
import { burnHeld, hold, release } from "../balances/holds.ts";
import { accountOf } from "../balances/ledger.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { less } from "../balances/parts.ts";
import { lookup } from "../system/lookup.ts";
import { bountyAccount } from "./account.ts";
import { acceptCurator, expectBounty, expectCurator, unassignCurator } from "./curators.ts";
import { payAll, payWork } from "./money.ts";
import { bounties, bountyLimits } from "./spec.ts";

const { errors, holdReasons } = bounties;

export const bountiesCalls = implement(bounties, {
  propose_bounty(env, { value, description }) {
    const { caller, state, emit } = env;
    const { leastValue, depositBase, depositPerByte } = state.figures.get();
    if (description.length > bountyLimits.description) throw errors.ReasonTooBig({ bytes: description.length });
    if (value < leastValue) throw errors.InvalidValue({ value, least: leastValue });
    const bond = depositBase + depositPerByte * BigInt(description.length);
    const { free } = accountOf(env, caller).data;
    if (free < bond + existentialDeposit) throw errors.InsufficientProposersBalance({ free, bond });
    hold(env, caller, holdReasons.Proposal, bond);
    const index = state.bountyCount.get();
    state.bountyCount.put(index + 1);
    const status = { type: "Proposed" } as const;
    state.bounties.put(index, { proposer: caller, value, fee: 0n, curator_deposit: 0n, bond, status });
    state.bountyDescriptions.put(index, description);
    emit.BountyProposed({ index });
  },

  approve_bounty(env, { bounty_id }) {
    const { state, emit } = env;
    const bounty = expectBounty(env, bounty_id);
    expectAllowed(bounty.value, env.caller);
    if (bounty.status.type !== "Proposed") throw errors.UnexpectedStatus();
    state.bounties.put(bounty_id, { ...bounty, status: { type: "Approved" } });
    state.bountyApprovals.put([...state.bountyApprovals.get(), bounty_id]);
    emit.BountyApproved({ index: bounty_id });
  },

  propose_curator(env, { bounty_id, curator: address, fee }) {
    const curator = lookup(address);
    const bounty = expectBounty(env, bounty_id);
    expectAllowed(bounty.value, env.caller);
    if (bounty.status.type !== "Funded") throw errors.UnexpectedStatus();
    if (fee >= bounty.value) throw errors.InvalidFee({ fee, value: bounty.value });
    env.state.bounties.put(bounty_id, { ...bounty, fee, status: { type: "CuratorProposed", value: { curator } } });
    env.emit.CuratorProposed({ bounty_id, curator });
  },

  unassign_curator: (env, { bounty_id }) => unassignCurator(env, bounty_id, env.caller),

  accept_curator: (env, { bounty_id }) => acceptCurator(env, bounty_id, env.caller),

  award_bounty(env, { bounty_id, beneficiary: address }) {
    const { state, emit, caller } = env;
    const beneficiary = lookup(address);
    const bounty = expectBounty(env, bounty_id);
    expectNoChildren(env, bounty_id);
    if (bounty.status.type !== "Active") throw errors.UnexpectedStatus();
    const { curator } = bounty.status.value;
    expectCurator(curator, caller);
    const unlock_at = blockAfter(env, state.figures.get().payoutDelay);
    const status = { type: "PendingPayout", value: { curator, beneficiary, unlock_at } } as const;
    state.bounties.put(bounty_id, { ...bounty, status });
    emit.BountyAwarded({ index: bounty_id, beneficiary });
  },

  claim_bounty(env, { bounty_id }) {
    const { fee, curator_deposit, status } = expectBounty(env, bounty_id);
    if (status.type !== "PendingPayout") throw errors.UnexpectedStatus();
    const { curator, beneficiary, unlock_at } = status.value;
    if (env.block.number < unlock_at) throw errors.Premature({ unlock_at });
    const account = bountyAccount(bounty_id);
    release(env, curator, holdReasons.Curator, curator_deposit);
    // Child bounties may have promised more than the bounty's own fee.
    const rest = less(fee, env.state.childrenCuratorFees.get(bounty_id));
    end(env, bounty_id);
    const payout = payWork(env, account, { curator, fee: rest, beneficiary });
    env.emit.BountyClaimed({ index: bounty_id, payout, beneficiary });
  },

  close_bounty(env, { bounty_id }) {
    const { proposer, bond, curator_deposit, status } = expectBounty(env, bounty_id);
    expectNoChildren(env, bounty_id);
    if (status.type === "Approved") throw errors.UnexpectedStatus();
    if (status.type === "PendingPayout") throw errors.PendingPayout();
    end(env, bounty_id);
    if (status.type === "Proposed") {
      burnHeld(env, proposer, holdReasons.Proposal, bond);
      env.emit.BountyRejected({ index: bounty_id, bond });
      return;
    }
    if (status.type === "Active") release(env, status.value.curator, holdReasons.Curator, curator_deposit);
    payAll(env, bountyAccount(bounty_id), treasuryAccount);
    env.emit.BountyCanceled({ index: bounty_id });
  },

  extend_bounty_expiry(env, { bounty_id }) {
    const { state, emit, caller } = env;
    const bounty = expectBounty(env, bounty_id);
    if (bounty.status.type !== "Active") throw errors.UnexpectedStatus();
    const { curator, update_due } = bounty.status.value;
    expectCurator(curator, caller);
    const due = Math.max(blockAfter(env, state.figures.get().updatePeriod), update_due);
    state.bounties.put(bounty_id, { ...bounty, status: { type: "Active", value: { curator, update_due: due } } });
    emit.BountyExtended({ index: bounty_id });
  },
});

/** @throws `Bounties.InsufficientPermission` */
function expectAllowed(value: bigint, most: bigint): void {
  if (value > most) throw errors.InsufficientPermission({ value, most });
}

/** @throws `Bounties.HasActiveChildBounty` */
function expectNoChildren(env: Env, index: number): void {
  const children = env.of(bounties).state.openChildren.get(index);
  if (children > 0) throw errors.HasActiveChildBounty({ children });
}

function end(env: Env, index: number): void {
  const { state } = env.of(bounties);
  state.bounties.remove(index);
  state.bountyDescriptions.remove(index);
  state.childrenCuratorFees.remove(index);
}
