import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { majority } from "../clusters/quorum.ts";
import type { Cluster } from "../clusters/spec.ts";
import { type Claim, type Contract, contracts, type Report, type StateVote } from "./spec.ts";

/** How many agreed heights the reports of one call may bring about beside one each; more wait for the next call. */
export const maxSteps = 16;

/**
 * Counts one worker's report. Reports that follow the agreed height are decided when a majority says the same; those
 * that follow a later one wait; those that follow an earlier one only show whether the worker agrees.
 *
 * @returns how many heights were decided: at most `most`.
 * @throws `Contracts.BadReport` for one that does not go forward, or beyond the block before this one.
 */
export function recordReport(env: Env, cluster: Cluster, report: Report, identity: Hex, most: number): number {
  const { state, emit } = env.of(contracts);
  const { contract: id, prevStateHeight, ...claim } = report;
  const { stateHeight } = claim;
  if (stateHeight <= prevStateHeight || stateHeight >= env.block.number)
    throw contracts.errors.BadReport({ prevStateHeight, stateHeight });
  const { agreed, halted } = state.contracts.get(id) as Contract;
  if (halted) return 0;
  if (prevStateHeight < agreed.stateHeight) {
    const agrees = stateHeight !== agreed.stateHeight || isSame(claim, agreed);
    if (!agrees) emit.Dissent({ contract: id, identity, stateHeight });
    return 0;
  }
  const votes = state.stateVotes.get(id, prevStateHeight);
  const earlier = votes.find((vote) => vote.identity === identity);
  if (earlier) {
    if (!isSame(earlier, claim)) emit.Dissent({ contract: id, identity, stateHeight });
    return 0;
  }
  state.stateVotes.put(id, prevStateHeight, [
    ...votes.filter((vote) => cluster.members.includes(vote.identity)),
    { identity, ...claim },
  ]);
  return decide(env, id, cluster, most);
}

/** Accepts, strictly in order, whatever a majority of the members agrees on. */
function decide(env: Env, id: Hex, cluster: Cluster, most: number): number {
  const { state, emit } = env.of(contracts);
  for (let step = 0; step < most; step++) {
    const contract = state.contracts.get(id) as Contract;
    const prevStateHeight = contract.agreed.stateHeight;
    const votes = state.stateVotes.get(id, prevStateHeight).filter((vote) => cluster.members.includes(vote.identity));
    const [best, supporters] = mostSupported(votes);
    if (!best) return step;
    const needed = majority(cluster);
    const silent = Math.max(cluster.members.length, cluster.minMembers) - votes.length;
    if (supporters < needed) {
      if (supporters + silent < needed) halt(env, id, contract, "Disputed");
      return step;
    }
    const { identity: _, ...agreed } = best;
    if (agreed.status.type === "Stuck") {
      halt(env, id, contract, "Stuck");
      return step;
    }
    const { stateHeight, stateTag } = agreed;
    state.stateVotes.remove(id, prevStateHeight);
    state.contracts.put(id, { ...contract, agreed });
    emit.Agreed({ contract: id, stateHeight, stateTag });
    for (const vote of votes)
      if (!isSame(vote, best)) emit.Dissent({ contract: id, identity: vote.identity, stateHeight });
  }
  return most;
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
