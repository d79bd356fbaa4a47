import type { Hex } from "@pha/codec";
import { type Call, type CallContext, implement, isRoot } from "@pha/frame";
import { blockAfter } from "../../numbers.ts";
import { bound, release } from "../preimage/requests.ts";
import { cancel, schedule, type Task, taskFor } from "./agenda.ts";
import { reservedNames, scheduler, type TaskAddress } from "./spec.ts";

type Context = CallContext<typeof scheduler>;

/** What the calls that schedule have in common. */
interface Args {
  readonly id?: Hex;
  readonly maybe_periodic: Task["periodic"];
  readonly priority: number;
  readonly call: Call;
}

export const schedulerCalls = implement(scheduler, {
  schedule: (env, { when, ...args }) => add(env, when, args),

  cancel(env, { when, index }) {
    taskFor(env, [when, index], env.origin.caller);
    cancel(env, [when, index]);
  },

  schedule_named: (env, { when, ...args }) => add(env, when, args),

  cancel_named(env, { id }) {
    const address = addressOf(env, id);
    taskFor(env, address, env.origin.caller);
    cancel(env, address);
  },

  // The next block is after 0.
  schedule_after: (env, { after, ...args }) => add(env, blockAfter(env, after + 1), args),

  schedule_named_after: (env, { after, ...args }) => add(env, blockAfter(env, after + 1), args),

  set_retry: (env, { task, retries, period }) => setRetry(env, task, retries, period),

  set_retry_named: (env, { id, retries, period }) => setRetry(env, addressOf(env, id), retries, period),

  cancel_retry: (env, { task }) => cancelRetry(env, task),

  cancel_retry_named: (env, { id }) => cancelRetry(env, addressOf(env, id)),
});

function add(env: Context, when: number, { id, maybe_periodic: periodic, priority, call }: Args): void {
  if (id?.startsWith(reservedNames) && !isRoot(env.origin.caller)) throw scheduler.errors.NameReserved();
  const stored = bound(env, call);
  schedule(env, when, stored, { id, priority, periodic, origin: env.origin });
  release(env, stored);
}

/** @throws `Scheduler.NotFound` */
function addressOf({ state }: Context, id: Hex): TaskAddress {
  const address = state.lookup.get(id);
  if (!address) throw scheduler.errors.NotFound();
  return address;
}

function setRetry(env: Context, task: TaskAddress, retries: number, period: number): void {
  const { maybe_id: id } = taskFor(env, task, env.origin.caller);
  env.state.retries.put(task, { total_retries: retries, remaining: retries, period });
  env.emit.RetrySet({ task, id, period, retries });
}

function cancelRetry(env: Context, task: TaskAddress): void {
  const { maybe_id: id } = taskFor(env, task, env.origin.caller);
  env.state.retries.remove(task);
  env.emit.RetryCancelled({ task, id });
}
