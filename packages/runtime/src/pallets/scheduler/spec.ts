import { fixedBytes, option, struct, type TypeOf, tuple, u8, u32, vec } from "@pha/codec";
import { call, configured, constant, DispatchResult, definePallet, event, map, value, Weight } from "@pha/frame";
import { RuntimeCall, RuntimeCallFilter, RuntimeOriginCaller } from "../../references.ts";
import { democracyId } from "../democracy-id.ts";
import { Bounded } from "../preimage/bounded.ts";
import { schedulerBudget } from "./budget.ts";

/** How many tasks a block may have. */
export const maxPerBlock = 50;

/** The name of a task. */
const TaskName = fixedBytes(32);

/** Where a task stands: its block, and its place there. */
const TaskAddress = tuple(u32, u32);
export type TaskAddress = TypeOf<typeof TaskAddress>;

/** Every so many blocks, so many times more. */
const Period = tuple(u32, u32);

/** A call that waits for its block, on whose authority it runs, and the restrictions that this one is under. */
export const Scheduled = struct(
  {
    maybe_id: option(TaskName),
    priority: u8,
    call: Bounded,
    maybe_periodic: option(Period),
    origin: RuntimeOriginCaller,
    filters: vec(RuntimeCallFilter, { max: 16 }),
  },
  { path: ["pallet_scheduler", "Scheduled"] },
);
export type Scheduled = TypeOf<typeof Scheduled>;

/** How often a task that fails is tried again, how often it still is, and after how many blocks. */
const RetryConfig = struct(
  { total_retries: u8, remaining: u8, period: u32 },
  { path: ["pallet_scheduler", "RetryConfig"] },
);
export type RetryConfig = TypeOf<typeof RetryConfig>;

const scheduler_ = configured("scheduler");
const task = { maybe_periodic: option(Period), priority: u8, call: RuntimeCall };
const of = { task: TaskAddress, id: option(TaskName) };

/** How names of referenda's tasks begin: who took one would have its referendum come to nothing. */
export const reservedNames = democracyId;

export const scheduler = definePallet("Scheduler", 14, {
  doc: "Calls at a later block, once or periodically.",
  storage: {
    incompleteSince: value(u32, { doc: "The first block whose tasks are not all done; none while no task waits." }),
    lastAgenda: value(u32, { doc: "The last block that was given a task." }),
    agenda: map(u32, vec(option(Scheduled), { max: maxPerBlock }), {
      hasher: "Twox64Concat",
      initial: [],
      overflow: "AgendaIsFull",
      doc: "Tasks by the block that they are due at.",
    }),
    retries: map(TaskAddress, RetryConfig, { doc: "Which tasks are tried again if they fail." }),
    lookup: map(TaskName, TaskAddress, { hasher: "Twox64Concat", doc: "Where a named task stands." }),
  },
  calls: {
    schedule: call(0, scheduler_, { when: u32, ...task }, "Dispatches a call at a block, on the caller's authority."),
    cancel: call(1, scheduler_, { when: u32, index: u32 }, "Takes a task back."),
    schedule_named: call(2, scheduler_, { id: TaskName, when: u32, ...task }, "Schedules a task with a name."),
    cancel_named: call(3, scheduler_, { id: TaskName }, "Takes the task of a name back."),
    schedule_after: call(
      4,
      scheduler_,
      { after: u32, ...task },
      "Dispatches a call after so many blocks; 0 is the next one.",
    ),
    schedule_named_after: call(
      5,
      scheduler_,
      { id: TaskName, after: u32, ...task },
      "Schedules a task with a name after so many blocks.",
    ),
    set_retry: call(
      6,
      scheduler_,
      { task: TaskAddress, retries: u8, period: u32 },
      "Tries a task again when it fails, so many times, each after so many blocks.",
    ),
    set_retry_named: call(
      7,
      scheduler_,
      { id: TaskName, retries: u8, period: u32 },
      "Tries the task of a name again when it fails.",
    ),
    cancel_retry: call(8, scheduler_, { task: TaskAddress }, "Does not try a task again."),
    cancel_retry_named: call(9, scheduler_, { id: TaskName }, "Does not try the task of a name again."),
  },
  events: {
    Scheduled: event(0, { when: u32, index: u32 }, "A task was scheduled."),
    Canceled: event(1, { when: u32, index: u32 }, "A task was taken back."),
    Dispatched: event(2, { ...of, result: DispatchResult }, "A task was dispatched."),
    RetrySet: event(3, { ...of, period: u32, retries: u8 }, "A task is tried again if it fails."),
    RetryCancelled: event(4, of, "A task is not tried again any more."),
    CallUnavailable: event(5, of, "A task's call was not there, or is none of this runtime: the task ended."),
    PeriodicFailed: event(6, of, "A periodic task found no room in its next block, and ended."),
    RetryFailed: event(7, of, "A task that failed found no room in the block of its next attempt, and ended."),
    PermanentlyOverweight: event(8, of, "A task weighs more than a block has for tasks: it ended."),
    NameFreed: event(
      9,
      { task: TaskAddress, id: TaskName },
      "The task that was taken back had this name: its call is not dispatched.",
    ),
  },
  errors: {
    FailedToSchedule: { index: 0, kind: "conflict", doc: "A task of this name waits already." },
    NotFound: { index: 1, kind: "not-found", doc: "There is no such task." },
    TargetBlockNumberInPast: { index: 2, kind: "invalid", doc: "The block is not in the future." },
    AgendaIsFull: { index: 5, kind: "limit", doc: "The block has as many tasks as it may." },
    NameReserved: {
      index: 6,
      kind: "forbidden",
      doc: "Names that begin with `democrac` are those of referenda's tasks: root alone gives them.",
    },
  },
  constants: {
    MaximumWeight: constant(Weight, schedulerBudget, "What the tasks of a block may weigh together."),
    MaxScheduledPerBlock: constant(u32, maxPerBlock, "How many tasks a block may have."),
  },
});
