import { encode, equalBytes, type Hex } from "@pha/codec";
import { type Env, type Origin, type OriginCaller, refusal } from "@pha/frame";
import { RuntimeOriginCaller } from "../../references.ts";
import type { Bounded } from "../preimage/bounded.ts";
import { release, retain } from "../preimage/requests.ts";
import { maxPerBlock, type Scheduled, scheduler, type TaskAddress } from "./spec.ts";

const { errors } = scheduler;

/** What is to be dispatched, and on whose authority. */
export interface Task {
  readonly id?: Hex | undefined;
  readonly priority: number;
  readonly periodic?: readonly [period: number, times: number] | undefined;
  readonly origin: Origin;
}

/**
 * Schedules a stored call: the task has a request of its bytes from now until it ends.
 *
 * @throws `Scheduler.FailedToSchedule`, `TargetBlockNumberInPast`, `AgendaIsFull`
 */
export function schedule(env: Env, when: number, call: Bounded, { id, priority, periodic, origin }: Task): TaskAddress {
  const { state } = env.of(scheduler);
  if (id !== undefined && state.lookup.has(id)) throw errors.FailedToSchedule();
  if (when <= env.block.number) throw errors.TargetBlockNumberInPast({ now: env.block.number, when });
  const address = place(env, when, {
    maybe_id: id,
    priority,
    call,
    maybe_periodic: isPeriodic(periodic) ? [periodic[0], periodic[1] - 1] : undefined,
    origin: origin.caller,
    filters: origin.filters,
  });
  if (!address) throw errors.AgendaIsFull({ when });
  retain(env, call);
  return address;
}

/** The first time counts. */
const isPeriodic = (periodic: Task["periodic"]): periodic is readonly [number, number] =>
  periodic !== undefined && periodic[0] > 0 && periodic[1] > 1;

/** Puts a task into the first free place of a block; gives nothing where there is none. */
export function place(env: Env, when: number, task: Scheduled): TaskAddress | undefined {
  const { state, emit } = env.of(scheduler);
  const agenda = state.agenda.get(when);
  const hole = agenda.indexOf(undefined);
  const index = hole < 0 ? agenda.length : hole;
  if (index >= maxPerBlock) return undefined;
  state.agenda.put(when, agenda.toSpliced(index, 1, task));
  if (task.maybe_id !== undefined) state.lookup.put(task.maybe_id, [when, index]);
  if (state.incompleteSince.get() === undefined) state.incompleteSince.put(env.block.number + 1);
  state.lastAgenda.put(Math.max(when, state.lastAgenda.get() ?? 0));
  emit.Scheduled({ when, index });
  return [when, index];
}

/**
 * A task, for who may change it: whoever scheduled it.
 *
 * @throws `Scheduler.NotFound`, `frame.BadOrigin`
 */
export function taskFor(env: Env, [when, index]: TaskAddress, caller: OriginCaller): Scheduled {
  const task = env.of(scheduler).state.agenda.get(when)[index];
  if (!task) throw errors.NotFound();
  if (!isSame(task.origin, caller)) throw refusal("who scheduled the task", caller);
  return task;
}

const isSame = (a: OriginCaller, b: OriginCaller): boolean =>
  equalBytes(encode(RuntimeOriginCaller, a), encode(RuntimeOriginCaller, b));

/** Takes a task out of its block, with its name; its call's bytes stay requested. */
export function lift(env: Env, [when, index]: TaskAddress): Scheduled | undefined {
  const { state } = env.of(scheduler);
  const agenda = state.agenda.get(when);
  const task = agenda[index];
  if (!task) return undefined;
  const rest = agenda.with(index, undefined);
  const length = rest.findLastIndex((each) => each !== undefined) + 1;
  if (length === 0) state.agenda.remove(when);
  else state.agenda.put(when, rest.slice(0, length));
  if (task.maybe_id !== undefined) state.lookup.remove(task.maybe_id);
  return task;
}

/** Takes a task back. */
export function cancel(env: Env, address: TaskAddress): void {
  const { state, emit } = env.of(scheduler);
  const task = lift(env, address);
  if (!task) return;
  state.retries.remove(address);
  release(env, task.call);
  emit.Canceled({ when: address[0], index: address[1] });
  if (task.maybe_id !== undefined) emit.NameFreed({ task: address, id: task.maybe_id });
}
