import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { majority } from "../clusters/quorum.ts";
import type { Cluster } from "../clusters/spec.ts";
import { type Claim, type Contract, contracts, type Report, type StateVote } from "./spec.ts";

/** How many agreed heights one report may bring about; more wait for the next. */
const maxSteps = 64;

/**
 * Counts one worker's report. Reports that follow the agreed height are decided when a majority says the same; those
 * that follow a later one wait; those that follow an earlier one only show whether the worker agrees.
 *
 * @throws `Contracts.BadReport` for one that does not go forward, or beyond the block before this one.
 */
export function recordReport(env: Env, cluster: Cluster, report: Report, identity: Hex): void {
  const { state, emit } = env.of(contracts);
  const { contract: id, prevStateHeight, ...claim } = report;
  const { stateHeight } = claim;
  if (stateHeight <= prevStateHeight || stateHeight >= env.block.number)
    throw contracts.errors.BadReport({ prevStateHeight, stateHeight });
  const { agreed, halted } = state.contracts.get(id) as Contract;
  if (halted) return;
  if (prevStateHeight < agreed.stateHeight) {
    const agrees = stateHeight !== agreed.stateHeight || isSame(claim, agreed);
    if (!agrees) emit.Dissent({ contract: id, identity, stateHeight });
    return;
  }
  const votes = state.stateVotes.get(id, prevStateHeight);
  const earlier = votes.find((vote) => vote.identity === identity);
  if (earlier) {
    if (!isSame(earlier, claim)) emit.Dissent({ contract: id, identity, stateHeight });
    return;
  }
  state.stateVotes.put(id, prevStateHeight, [
    ...votes.filter((vote) => cluster.members.includes(vote.identity)),
    { identity, ...claim },
  ]);
  decide(env, id, cluster);
}

/** Accepts, strictly in order, whatever a majority of the members agrees on. */
function decide(env: Env, id: Hex, cluster: Cluster): void {
  const { state, emit } = env.of(contracts);
  for (let step = 0; step < maxSteps; step++) {
    const contract = state.contracts.get(id) as Contract;
    const prevStateHeight = contract.agreed.stateHeight;
    const votes = state.stateVotes.get(id, prevStateHeight).filter((vote) => cluster.members.includes(vote.identity));
    const [best, supporters] = mostSupported(votes);
    if (!best) return;
    const needed = majority(cluster);
    const silent = Math.max(cluster.members.length, cluster.minMembers) - votes.length;
    if (supporters < needed) {
      if (supporters + silent < needed) halt(env, id, contract, "Disputed");
      return;
    }
    const { identity: _, ...agreed } = best;
    if (agreed.status.type === "Stuck") {
      halt(env, id, contract, "Stuck");
      return;
    }
    const { stateHeight, stateTag } = agreed;
    state.stateVotes.remove(id, prevStateHeight);
    state.contracts.put(id, { ...contract, agreed });
    emit.Agreed({ contract: id, stateHeight, stateTag });
    for (const vote of votes)
      if (!isSame(vote, best)) emit.Dissent({ contract: id, identity: vote.identity, stateHeight });
  }
}

function halt(env: Env, id: Hex, contract: Contract, why: "Disputed" | "Stuck"): void {
  const { state, emit } = env.of(contracts);
  state.contracts.put(id, { ...contract, halted: true });
  emit[why]({ contract: id, prevStateHeight: contract.agreed.stateHeight });
}

function mostSupported(votes: readonly StateVote[]): readonly [StateVote | undefined, number] {
  let best: StateVote | undefined;
  let most = 0;
  for (const vote of votes) {
    const supporters = votes.filter((other) => isSame(other, vote)).length;
    if (supporters > most) [best, most] = [vote, supporters];
  }
  return [best, most];
}

/** Whether two claims are equal in all fields. */
const isSame = (a: Claim, b: Claim): boolean =>
  a.stateHeight === b.stateHeight &&
  a.stateTag === b.stateTag &&
  a.effectsRoot === b.effectsRoot &&
  a.receiptsRoot === b.receiptsRoot &&
  a.gas === b.gas &&
  a.stateKib === b.stateKib &&
  a.status.type === b.status.type;
