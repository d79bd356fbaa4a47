import type { Env } from "@pha/frame";
import { release } from "../balances/holds.ts";
import { payFromPot } from "../balances/pot.ts";
import { bountyAccount } from "./account.ts";
import { bounties } from "./spec.ts";

/** How many bounties wait for their money. */
export const waitingBounties = (env: Env): number => env.of(bounties).state.bountyApprovals.get().length;

/** Gives approved bounties their money, in order, as far as there is some; one that fails waits. Gives what is left, and how many wait. */
export function fundBounties(env: Env, budget: bigint): { readonly left: bigint; readonly waiting: number } {
  const { state, emit } = env.of(bounties);
  let left = budget;
  const waiting: number[] = [];
  for (const index of state.bountyApprovals.get()) {
    const bounty = state.bounties.get(index);
    if (!bounty) continue;
    const fund = () => {
      state.bounties.put(index, { ...bounty, status: { type: "Funded" } });
      release(env, bounty.proposer, bounties.holdReasons.Proposal, bounty.bond);
      payFromPot(env, bountyAccount(index), bounty.value);
      emit.BountyBecameActive({ index });
    };
    if (bounty.value <= left && env.attempt(fund)) left -= bounty.value;
    else waiting.push(index);
  }
  state.bountyApprovals.put(waiting);
  return { left, waiting: waiting.length };
}
