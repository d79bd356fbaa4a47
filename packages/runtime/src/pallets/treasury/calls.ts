import { type Env, implement } from "@pha/frame";
import { existentialDeposit } from "../balances/account-data.ts";
import { burnHeld, hold } from "../balances/holds.ts";
import { accountOf } from "../balances/ledger.ts";
import { greater, permillOf } from "../balances/parts.ts";
import { lookup } from "../system/lookup.ts";
import { type Proposal, treasury } from "./spec.ts";

const { errors, holdReasons } = treasury;

export const treasuryCalls = implement(treasury, {
  propose_spend(env, { value, beneficiary }) {
    const { caller, state, emit } = env;
    const { bond: rate, leastBond } = state.figures.get();
    const bond = greater(permillOf(value, rate), leastBond);
    const { free } = accountOf(env, caller).data;
    if (free < bond + existentialDeposit) throw errors.InsufficientProposersBalance({ free, bond });
    hold(env, caller, holdReasons.Proposal, bond);
    const proposal_index = add(env, { proposer: caller, value, beneficiary: lookup(beneficiary), bond });
    emit.Proposed({ proposal_index });
  },

  reject_proposal(env, { proposal_id }) {
    const { proposer, bond } = expectProposal(env, proposal_id);
    env.state.proposals.remove(proposal_id);
    const slashed = burnHeld(env, proposer, holdReasons.Proposal, bond);
    env.emit.Rejected({ proposal_index: proposal_id, slashed });
  },

  approve_proposal(env, { proposal_id }) {
    expectProposal(env, proposal_id);
    env.state.approvals.put([...env.state.approvals.get(), proposal_id]);
  },

  spend(env, { amount, beneficiary: address }) {
    const { caller: most, state, emit } = env;
    if (amount > most) throw errors.InsufficientPermission({ amount, most });
    const beneficiary = lookup(address);
    const proposal_index = add(env, { proposer: beneficiary, value: amount, beneficiary, bond: 0n });
    state.approvals.put([...state.approvals.get(), proposal_index]);
    emit.SpendApproved({ proposal_index, amount, beneficiary });
  },

  remove_approval({ state }, { proposal_id }) {
    const approvals = state.approvals.get();
    const position = approvals.indexOf(proposal_id);
    if (position < 0) throw errors.ProposalNotApproved();
    state.approvals.put(approvals.toSpliced(position, 1));
  },
});

/** @throws `Treasury.InvalidIndex` */
function expectProposal(env: Env, index: number): Proposal {
  const proposal = env.of(treasury).state.proposals.get(index);
  if (!proposal) throw errors.InvalidIndex({ index });
  return proposal;
}

function add(env: Env, proposal: Proposal): number {
  const { proposals, proposalCount } = env.of(treasury).state;
  const index = proposalCount.get();
  proposalCount.put(index + 1);
  proposals.put(index, proposal);
  return index;
}
