import { type Env, type Hooks, type Outcome, resultOf, type Weight } from "@pha/frame";
import { addWeights } from "../../executive/weights.ts";
import { blockAfter } from "../../numbers.ts";
import { release, retain } from "../preimage/requests.ts";
import { lift, place } from "./agenda.ts";
import { type Due, planOf } from "./plan.ts";
import { type RetryConfig, scheduler } from "./spec.ts";

/** Finding out that no task waits. */
const look: Weight = { ref_time: 50_000_000n, proof_size: 2_560n };

export const schedulerHooks: Hooks = {
  begin: {
    weight: (env) => addWeights(look, planOf(env)?.weight ?? look),
    /** Does the tasks whose turn it is. */
    run(env) {
      const plan = planOf(env);
      if (!plan) return;
      for (const due of plan.due) if (!env.attempt(() => serve(env, due))) env.attempt(() => drop(env, due));
      const { incompleteSince, lastAgenda } = env.of(scheduler).state;
      if (plan.next <= (lastAgenda.get() ?? 0)) {
        incompleteSince.put(plan.next);
      } else {
        incompleteSince.remove();
        lastAgenda.remove();
      }
    },
  },
};

function serve(env: Env, { address, task, fate }: Due): void {
  const { state, emit } = env.of(scheduler);
  // A task before it may have taken it back.
  if (!lift(env, address)) return;
  const retry = state.retries.take(address);
  const of = { task: address, id: task.maybe_id };
  if (fate.type !== "runs") {
    release(env, task.call);
    if (fate.type === "unavailable") emit.CallUnavailable(of);
    else emit.PermanentlyOverweight(of);
    return;
  }
  const outcome = env.dispatch(fate.call, { caller: task.origin, filters: task.filters });
  emit.Dispatched({ ...of, result: resultOf(outcome) });
  if (retry) tryAgain(env, outcome, { address, task, fate }, retry);
  repeat(env, { address, task, fate }, retry);
  release(env, task.call);
}

/** Ends a task that could not be served, so that no block finds it again. */
function drop(env: Env, { address, task }: Due): void {
  if (!lift(env, address)) return;
  env.of(scheduler).state.retries.remove(address);
  release(env, task.call);
}

/** Schedules another attempt of a task that failed, if there is one left. */
function tryAgain(env: Env, outcome: Outcome, { address, task }: Due, retry: RetryConfig): void {
  if (outcome.ok || retry.remaining === 0) return;
  const { state, emit } = env.of(scheduler);
  const when = blockAfter(env, Math.max(retry.period, 1));
  const next = place(env, when, { ...task, maybe_id: undefined, maybe_periodic: undefined });
  if (!next) {
    emit.RetryFailed({ task: address, id: task.maybe_id });
    return;
  }
  state.retries.put(next, { ...retry, remaining: retry.remaining - 1 });
  retain(env, task.call);
}

/** Schedules the next time of a periodic task, which may be tried again as often as the first. */
function repeat(env: Env, { address, task }: Due, retry: RetryConfig | undefined): void {
  if (!task.maybe_periodic) return;
  const { state, emit } = env.of(scheduler);
  const [period, times] = task.maybe_periodic;
  const maybe_periodic = times > 1 ? ([period, times - 1] as const) : undefined;
  const next = place(env, blockAfter(env, period), { ...task, maybe_periodic });
  if (!next) {
    emit.PeriodicFailed({ task: address, id: task.maybe_id });
    return;
  }
  if (retry) state.retries.put(next, { ...retry, remaining: retry.total_retries });
  retain(env, task.call);
}
