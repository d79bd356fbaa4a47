import type { Env, Hooks, Weight } from "@pha/frame";
import { addWeights, timesWeight } from "../../executive/weights.ts";
import { release } from "../balances/holds.ts";
import { burn, withdraw } from "../balances/ledger.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { permillOf } from "../balances/parts.ts";
import { payFromPot, potOf } from "../balances/pot.ts";
import { fundBounties, waitingBounties } from "../bounties/funding.ts";
import { treasury } from "./spec.ts";

/** Finding out that no period ends. */
const look: Weight = { ref_time: 50_000_000n, proof_size: 2_560n };
/** Paying one proposal or bounty that is approved: it, its bond, who proposed it and who gets the money. */
const each: Weight = { ref_time: 500_000_000n, proof_size: 8_192n };

const isEnd = (env: Env): boolean => env.block.number % env.of(treasury).state.figures.get().spendPeriod === 0;

export const treasuryHooks: Hooks = {
  begin: {
    weight: (env) =>
      isEnd(env)
        ? addWeights(look, timesWeight(each, env.of(treasury).state.approvals.get().length + waitingBounties(env) + 1))
        : look,
    run(env) {
      if (isEnd(env)) spendFunds(env);
    },
  },
};

/**
 * Ends a period: pays what is approved, in order, then bounties, as far as there is money; what is too much now, or
 * fails, waits, and what comes after it may be paid all the same. If nothing had to wait, a part of the rest is destroyed.
 */
function spendFunds(env: Env): void {
  const { state, emit } = env.of(treasury);
  let budget = potOf(env);
  emit.Spending({ budget_remaining: budget });
  const waiting: number[] = [];
  for (const index of state.approvals.get()) {
    const proposal = state.proposals.get(index);
    if (!proposal) continue;
    const { proposer, bond, beneficiary, value } = proposal;
    const pay = () => {
      state.proposals.remove(index);
      release(env, proposer, treasury.holdReasons.Proposal, bond);
      const award = payFromPot(env, beneficiary, value);
      emit.Awarded({ proposal_index: index, award, account: beneficiary });
      return award;
    };
    const paid = value <= budget ? env.attempt(pay) : undefined;
    if (paid) budget -= paid.value;
    else waiting.push(index);
  }
  state.approvals.put(waiting);
  const funded = fundBounties(env, budget);
  budget = funded.left;
  if (waiting.length + funded.waiting === 0) {
    const burned = permillOf(budget, state.figures.get().burn);
    if (burned > 0n) {
      withdraw(env, treasuryAccount, burned);
      burn(env, burned);
    }
    budget -= burned;
    emit.Burnt({ burnt_funds: burned });
  }
  emit.Rollover({ rollover_balance: budget });
}
