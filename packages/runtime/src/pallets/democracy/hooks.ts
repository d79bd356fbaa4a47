import type { Env, Hooks, Weight } from "@pha/frame";
import { addWeights, timesWeight } from "../../executive/weights.ts";
import { blockAfter, lastNumber, nextMultiple } from "../../numbers.ts";
import { balances } from "../balances/spec.ts";
import { system } from "../system/spec.ts";
import { electorate as electorateOf } from "./electorate.ts";
import { enact } from "./enactment.ts";
import { tableExternal } from "./external.ts";
import { tablePublic } from "./proposals.ts";
import { democracy } from "./spec.ts";
import { passes } from "./threshold.ts";
import { democracyLimits } from "./types.ts";

/** Finding out that nothing is due. */
const look: Weight = { ref_time: 50_000_000n, proof_size: 1_280n };
/** Figures, counters, what waits. */
const perWork: Weight = { ref_time: 1_000_000_000n, proof_size: 40_960n };
/** A referendum, the issuance, the treasury, its task. */
const perReferendum: Weight = { ref_time: 500_000_000n, proof_size: 16_384n };
/** A proposal and its deposits, as many as there may be. */
const perProposal: Weight = { ref_time: 300_000_000n, proof_size: 4_608n };
/** Giving one deposit back. */
const perDeposit: Weight = { ref_time: 200_000_000n, proof_size: 4_608n };

export const democracyHooks: Hooks = {
  begin: {
    weight: (env) => (isDue(env) ? workOf(env) : look),
    /** Launches the next referendum when it is time, and counts those that end. */
    run(env) {
      if (!isDue(env)) return;
      const { state } = env.of(democracy);
      const last = state.referendumCount.get();
      const now = env.block.number;
      if (now >= state.nextLaunch.get()) {
        launchNext(env);
        state.nextLaunch.put(nextLaunch(env));
      }
      count(env, last);
      state.due.put(nextEnd(env, state.nextLaunch.get()));
    },
  },
};

/** The next block that is a multiple of the period. */
function nextLaunch(env: Env): number {
  const { launch } = env.of(democracy).state.figures.get();
  return Math.min(nextMultiple(launch, env.block.number), lastNumber);
}

/** The period between launches is another one: the next launch is where it says, whatever the period was before. */
export function moveLaunch(env: Env): void {
  const { state } = env.of(democracy);
  const next = nextLaunch(env);
  state.nextLaunch.put(next);
  state.due.put(Math.min(state.due.get(), next));
}

const isDue = (env: Env): boolean => env.block.number >= env.of(democracy).state.due.get();

function workOf(env: Env): Weight {
  const { state } = env.of(democracy);
  const referenda = state.referendumCount.get() - state.lowestUnbaked.get() + 1;
  const work = addWeights(perWork, timesWeight(perReferendum, referenda));
  if (env.block.number < state.nextLaunch.get()) return work;
  const { length } = state.publicProps.get();
  const deposits = length === 0 ? 0 : democracyLimits.deposits;
  return addWeights(work, addWeights(timesWeight(perProposal, length), timesWeight(perDeposit, deposits)));
}

/**
 * Launches a referendum, of the council and of the public in turns where both wait; none while another runs that was
 * launched so: only fast-tracked ones run beside another.
 */
function launchNext(env: Env): void {
  const { state } = env.of(democracy);
  const before = state.regular.get();
  const running = before === undefined ? undefined : state.referendumInfoOf.get(before);
  if (running?.type === "Ongoing" && running.value.end > env.block.number) return;
  const kinds = [
    { isExternal: true, table: tableExternal },
    { isExternal: false, table: tablePublic },
  ];
  if (state.lastTabledWasExternal.get()) kinds.reverse();
  state.lastTabledWasExternal.put(false);
  for (const { isExternal, table } of kinds) {
    const index = env.attempt(() => table(env))?.value;
    if (index === undefined) continue;
    state.regular.put(index);
    state.lastTabledWasExternal.put(isExternal);
    return;
  }
}

/** Counts the referenda that end, of those before this block's. */
function count(env: Env, last: number): void {
  const { state, emit } = env.of(democracy);
  const now = env.block.number;
  const first = state.lowestUnbaked.get();
  for (let index = first; index < last; index++) {
    const info = state.referendumInfoOf.get(index);
    if (info?.type !== "Ongoing" || info.value.end > now) continue;
    const { threshold, tally, proposal, delay } = info.value;
    const electorate = electorateOf(env.of(system).state, env.of(balances).state);
    const approved = passes(threshold, tally, electorate);
    state.referendumInfoOf.put(index, { type: "Finished", value: { approved, end: now } });
    emit.Counted({ ref_index: index, proposal, tally, electorate });
    if (!approved) {
      emit.NotPassed({ ref_index: index });
      continue;
    }
    emit.Passed({ ref_index: index });
    const when = blockAfter(env, Math.max(delay, 1));
    if (!env.attempt(() => enact(env, index, when, proposal))) emit.NotScheduled({ ref_index: index });
  }
  let lowest = first;
  while (lowest < last && state.referendumInfoOf.get(lowest)?.type !== "Ongoing") lowest += 1;
  if (lowest > first) state.lowestUnbaked.put(lowest);
}

/** The first end of a referendum, if it comes before a block. */
function nextEnd(env: Env, before: number): number {
  const { state } = env.of(democracy);
  let next = before;
  for (let index = state.lowestUnbaked.get(); index < state.referendumCount.get(); index++) {
    const info = state.referendumInfoOf.get(index);
    if (info?.type === "Ongoing") next = Math.min(next, info.value.end);
  }
  return next;
}
