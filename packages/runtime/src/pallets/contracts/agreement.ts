import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { majority } from "../clusters/quorum.ts";
import type { Cluster } from "../clusters/spec.ts";
import { endAttendance, noteHeight, notePresent } from "./attendance.ts";
import { isSame, isStuck } from "./claims.ts";
import { effectsRoot } from "./effect.ts";
import { reasonHash } from "./ids.ts";
import { reasonOf } from "./judges.ts";
import type { Reason } from "./reason.ts";
import { type Claim, type Contract, nothingAgreed, type Report, type StateVote } from "./record.ts";
import { settle } from "./settle.ts";
import { contracts } from "./spec.ts";

/** Of a contract whose breaking was agreed without a report that brings the reason. */
const unknownReason: Reason = { code: "unknown", message: "" };

/** What a report brings beside its claim, which has the hashes of it. */
type Brought = Pick<Report, "reason" | "effects">;

/** What the counting of a report took beside itself. */
interface Counted {
  /** Heights that were decided. */
  readonly decided: number;
  /** Whether a vote was taken back that nothing will ever decide. */
  readonly isStray: boolean;
}

/**
 * Counts one worker's report, which was judged. Reports that follow the agreed height are decided when a majority says
 * the same; those that follow a later one wait; those that follow an earlier one only show whether the worker agrees.
 * One that is told again decides what has become decidable since: members may have left.
 *
 * @returns at most `most` decided heights
 */
export function recordReport(env: Env, cluster: Cluster, report: Report, identity: Hex, most: number): Counted {
  const { state, emit } = env.of(contracts);
  const { contract: id, prevStateHeight, reason, effects, ...claim } = report;
  const brought: Brought = { reason, effects };
  const { stateHeight } = claim;
  const { agreed, halted } = state.contracts.get(id) as Contract;
  if (halted) return { decided: 0, isStray: false };
  if (prevStateHeight < agreed.stateHeight) {
    const agrees = isStuck(claim) || stateHeight !== agreed.stateHeight || isSame(claim, agreed);
    if (!agrees) emit.Dissent({ contract: id, identity, stateHeight });
    else if (isSame(claim, agreed)) notePresent(env, id, identity);
    return { decided: 0, isStray: false };
  }
  const votes = state.stateVotes.get(id, prevStateHeight);
  const earlier = votes.find((vote) => vote.identity === identity);
  const isTold = earlier !== undefined && !isStuck(earlier);
  if (isTold && !isStuck(claim) && !isSame(earlier, claim)) {
    emit.Dissent({ contract: id, identity, stateHeight });
    return { decided: 0, isStray: false };
  }
  if (isTold) return { decided: decide(env, id, cluster, most, brought), isStray: false };
  const isStray = takePlace(env, id, identity, prevStateHeight, agreed.stateHeight);
  state.stateVotes.put(id, prevStateHeight, [
    ...votes.filter((vote) => vote !== earlier && cluster.members.includes(vote.identity)),
    { identity, ...claim },
  ]);
  return { decided: decide(env, id, cluster, most, brought), isStray };
}

/**
 * Gives a report one of its member's places, and one that the agreement has passed back: what still lies there follows a
 * height that was never agreed on, and goes. So there is always room for what was judged.
 *
 * @returns whether something lay there
 */
function takePlace(env: Env, id: Hex, identity: Hex, prevStateHeight: number, agreedHeight: number): boolean {
  const { state } = env.of(contracts);
  const heights = state.ahead.get(id, identity);
  const passed = heights.find((height) => height < agreedHeight);
  const rest = heights.filter((height) => height !== passed && height !== prevStateHeight);
  state.ahead.put(id, identity, [...rest, prevStateHeight]);
  if (passed === undefined) return false;
  const votes = state.stateVotes.get(id, passed);
  if (votes.length === 0) return false;
  const others = votes.filter((vote) => vote.identity !== identity);
  if (others.length > 0) state.stateVotes.put(id, passed, others);
  else state.stateVotes.remove(id, passed);
  return true;
}

/**
 * Accepts, strictly in order, whatever a majority of the members agrees on. Effects are done if the report lists them;
 * otherwise the height waits for one that does.
 */
function decide(env: Env, id: Hex, cluster: Cluster, most: number, { reason, effects }: Brought): number {
  const { state, emit } = env.of(contracts);
  for (let step = 0; step < most; step++) {
    const contract = state.contracts.get(id) as Contract;
    const prevStateHeight = contract.agreed.stateHeight;
    const votes = state.stateVotes.get(id, prevStateHeight).filter((vote) => cluster.members.includes(vote.identity));
    const [best, supporters] = mostSupported(votes);
    if (!best) return step;
    const needed = majority(cluster);
    if (supporters < needed) {
      const done = votes.filter((vote) => !isStuck(vote));
      const open = Math.max(cluster.members.length, cluster.minMembers) - done.length;
      if (mostSupported(done)[1] + open < needed) halt(env, id, contract, "Disputed");
      return step;
    }
    const { identity: _, ...agreed } = best;
    if (isStuck(agreed)) {
      halt(env, id, contract, "Stuck");
      return step;
    }
    const { stateHeight, stateTag } = agreed;
    const listed = agreed.effectsRoot === nothingAgreed.effectsRoot ? undefined : effects;
    if (agreed.effectsRoot !== effectsRoot(listed)) return step;
    state.stateVotes.remove(id, prevStateHeight);
    const broken = contract.broken ?? breaking(agreed, reason);
    state.contracts.put(id, { ...contract, agreed, broken });
    emit.Agreed({ contract: id, stateHeight, stateTag });
    const same = votes.filter((vote) => isSame(vote, best)).map(({ identity }) => identity);
    noteHeight(env, id, cluster.members, same);
    if (broken && !contract.broken) emit.Broken({ contract: id, reason: broken });
    for (const vote of votes)
      if (!isStuck(vote) && !isSame(vote, best)) emit.Dissent({ contract: id, identity: vote.identity, stateHeight });
    if (listed) settle(env, id, stateHeight, contract.cluster, listed);
  }
  return most;
}

/** The reason that was agreed on, which a report brought; members may have gone, and its report with them. */
function breaking(agreed: Claim, brought: Reason | undefined): Reason | undefined {
  const hash = reasonOf(agreed);
  if (hash === undefined) return undefined;
  return brought && reasonHash(brought) === hash ? brought : unknownReason;
}

function halt(env: Env, id: Hex, contract: Contract, why: "Disputed" | "Stuck"): void {
  const { state, emit } = env.of(contracts);
  state.contracts.put(id, { ...contract, halted: true });
  endAttendance(env, id);
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
