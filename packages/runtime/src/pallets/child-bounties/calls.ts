import { errors as frameErrors, implement } from "@pha/frame";
import { blockAfter } from "../../numbers.ts";
import { hold, release } from "../balances/holds.ts";
import { transfer } from "../balances/ledger.ts";
import { bountyAccount, childBountyAccount } from "../bounties/account.ts";
import { expectCurator } from "../bounties/curators.ts";
import { curatorDepositOf, moneyOf, payWork } from "../bounties/money.ts";
import { bounties, bountyLimits } from "../bounties/spec.ts";
import { lookup } from "../system/lookup.ts";
import { unassignCurator } from "./curators.ts";
import { type ChildBounty, childBounties } from "./spec.ts";
import { activeParent, addFee, end, expectChild } from "./state.ts";

const { errors, holdReasons } = childBounties;

export const childBountiesCalls = implement(childBounties, {
  add_child_bounty(env, { parent_bounty_id: parent, value, description }) {
    const { state, emit, caller } = env;
    const { openChildren, figures } = env.of(bounties).state;
    const { leastChildValue, maxChildren } = figures.get();
    if (description.length > bountyLimits.description)
      throw bounties.errors.ReasonTooBig({ bytes: description.length });
    if (value < leastChildValue) throw bounties.errors.InvalidValue({ value, least: leastChildValue });
    const children = openChildren.get(parent);
    if (children >= maxChildren) throw errors.TooManyChildBounties({ max: maxChildren });
    expectCurator(activeParent(env, parent).curator, caller);
    const from = bountyAccount(parent);
    const money = moneyOf(env, from, true);
    if (money < value) throw errors.InsufficientBountyBalance({ money, value });
    const child = state.childBountyCount.get();
    transfer(env, from, childBountyAccount(child), value, true);
    state.childBountyCount.put(child + 1);
    openChildren.put(parent, children + 1);
    const status = { type: "Added" } as const;
    state.childBounties.put(parent, child, { parent_bounty: parent, value, fee: 0n, curator_deposit: 0n, status });
    state.childBountyDescriptions.put(child, description);
    emit.Added({ index: parent, child_index: child });
  },

  propose_curator(env, { parent_bounty_id: parent, child_bounty_id: child, curator: address, fee }) {
    const curator = lookup(address);
    expectCurator(activeParent(env, parent).curator, env.caller);
    const found = expectStatus(expectChild(env, parent, child), "Added");
    if (fee >= found.value) throw bounties.errors.InvalidFee({ fee, value: found.value });
    // Of one who was asked before, or has gone, the fee no longer counts.
    addFee(env, parent, fee - found.fee);
    const status = { type: "CuratorProposed", value: { curator } } as const;
    env.state.childBounties.put(parent, child, { ...found, fee, status });
  },

  accept_curator(env, { parent_bounty_id: parent, child_bounty_id: child }) {
    const { caller, state } = env;
    const { curator: ofParent } = activeParent(env, parent);
    const found = expectChild(env, parent, child);
    if (found.status.type !== "CuratorProposed") throw errors.UnexpectedStatus();
    const { curator } = found.status.value;
    expectCurator(curator, caller);
    const deposit = curator === ofParent ? 0n : curatorDepositOf(found.fee, env.of(bounties).state.figures.get());
    if (deposit > 0n) hold(env, curator, holdReasons.Curator, deposit);
    const status = { type: "Active", value: { curator } } as const;
    state.childBounties.put(parent, child, { ...found, curator_deposit: deposit, status });
  },

  unassign_curator: (env, { parent_bounty_id, child_bounty_id }) =>
    unassignCurator(env, parent_bounty_id, child_bounty_id, env.caller),

  award_child_bounty(env, { parent_bounty_id: parent, child_bounty_id: child, beneficiary: address }) {
    const { caller, state, emit } = env;
    const beneficiary = lookup(address);
    const { curator: ofParent } = activeParent(env, parent);
    const found = expectChild(env, parent, child);
    if (found.status.type !== "Active") throw errors.UnexpectedStatus();
    const { curator } = found.status.value;
    if (caller !== ofParent) expectCurator(curator, caller);
    const unlock_at = blockAfter(env, env.of(bounties).state.figures.get().payoutDelay);
    const status = { type: "PendingPayout", value: { curator, beneficiary, unlock_at } } as const;
    state.childBounties.put(parent, child, { ...found, status });
    emit.Awarded({ index: parent, child_index: child, beneficiary });
  },

  claim_child_bounty(env, { parent_bounty_id: parent, child_bounty_id: child }) {
    const { fee, curator_deposit, status } = expectChild(env, parent, child);
    if (status.type !== "PendingPayout") throw errors.UnexpectedStatus();
    const { curator, beneficiary, unlock_at } = status.value;
    if (env.block.number < unlock_at) throw bounties.errors.Premature({ unlock_at });
    release(env, curator, holdReasons.Curator, curator_deposit);
    const payout = payWork(env, childBountyAccount(child), { curator, fee, beneficiary });
    end(env, parent, child);
    env.emit.Claimed({ index: parent, child_index: child, payout, beneficiary });
  },

  close_child_bounty(env, { parent_bounty_id: parent, child_bounty_id: child }) {
    const { caller: by, emit } = env;
    const { curator: ofParent } = activeParent(env, parent);
    if (by !== undefined && by !== ofParent) throw frameErrors.BadOrigin({ accepts: `root or ${ofParent}`, given: by });
    const { status, fee, curator_deposit } = expectChild(env, parent, child);
    if (status.type === "PendingPayout") throw bounties.errors.PendingPayout();
    if (status.type === "Active") release(env, status.value.curator, holdReasons.Curator, curator_deposit);
    addFee(env, parent, -fee);
    end(env, parent, child);
    emit.Canceled({ index: parent, child_index: child });
  },
});

/** @throws `ChildBounties.UnexpectedStatus` */
function expectStatus(child: ChildBounty, type: ChildBounty["status"]["type"]): ChildBounty {
  if (child.status.type !== type) throw errors.UnexpectedStatus();
  return child;
}
