import {
  bytes,
  concat,
  enumeration,
  fixedBytes,
  fromHex,
  H256,
  type Hex,
  struct,
  type TypeOf,
  text,
  toHex,
  u8,
  u32,
  u32be,
  utf8,
  variant,
  vec,
  versioned,
} from "@pha/codec";
import { sha256 } from "@pha/crypto";
import {
  maxEventNameBytes,
  maxSealedTaskBytes,
  maxTaskBlocks,
  maxTasks,
  maxTaskWorkers,
  minTaskBlocks,
} from "@pha/limits";
import { maxMembers } from "../clusters/spec.ts";

/** How many tasks a contract has, and bytes of a command that one sends, sealed. */
export const taskLimits = { ofContract: maxTasks, ciphertext: maxSealedTaskBytes } as const;

/** A task's name, unlike those of the contract's others. */
export const TaskName = text({ max: maxEventNameBytes });

/** What a contract schedules: a task by its name, every so many blocks, by so many workers each time. */
export const Schedule = struct({ task: TaskName, every: u32, workers: u8 });
export type Schedule = TypeOf<typeof Schedule>;

/** What came of a worker's run: it sends the contract a command, has nothing to say, or failed. */
export const TaskOutcome = enumeration({
  Said: variant(0, struct({ enc: fixedBytes(32), ciphertext: bytes({ max: taskLimits.ciphertext }) })),
  Quiet: variant(1),
  Failed: variant(2),
});
export type TaskOutcome = TypeOf<typeof TaskOutcome>;

/** How a run ended: without what was said, or that the contract could not pay for saying it. */
export const TaskEnd = enumeration({ Said: variant(0), Quiet: variant(1), Failed: variant(2), Unpaid: variant(3) });
export type TaskEnd = TypeOf<typeof TaskEnd>;

const Run = struct({ identity: H256, end: TaskEnd });

/** A task as the ledger keeps it. */
const Task = struct({
  name: TaskName,
  every: u32,
  workers: u8,
  /** Block from which on it is counted when it is due. */
  since: u32,
  /** The newest block at which it was due and somebody has run it; 0 before the first. */
  due: u32,
  /** Who has run it for that block, in order. */
  runs: vec(Run, { max: maxMembers }),
  /** Blocks in a row at which it was due and nobody's run succeeded, this one counted. */
  fails: u8,
});
export type Task = TypeOf<typeof Task>;

/** All tasks of a contract. */
export const Tasks = versioned({ list: vec(Task, { max: taskLimits.ofContract }) });

/** Blocks that a worker has for a run before the next one may run it as well. */
export const taskPatience = 5;

/** A task that keeps failing is due seldomer, but at least so often, or as often as it was scheduled. */
export const slowestRetry = 600;

/** Whether a contract's schedule is one. */
export const isSchedule = ({ every, workers }: Pick<Schedule, "every" | "workers">): boolean =>
  every >= minTaskBlocks && every <= maxTaskBlocks && workers >= 1 && workers <= maxTaskWorkers;

/** Blocks from one time that a task is due to the next: twice as many after each failure in a row. */
export const periodOf = ({ every, fails }: Pick<Task, "every" | "fails">): number =>
  Math.max(every, Math.min(every * (1 << Math.min(fails, 7)), slowestRetry));

/** The newest block up to this one at which a task is due, if it was yet. */
export function dueAt(task: Task, block: number): number | undefined {
  const from = lastOf(task);
  const periods = Math.floor((block - from) / periodOf(task));
  if (periods >= 1) return from + periods * periodOf(task);
  return task.due === 0 ? undefined : task.due;
}

/** The first block after the last at which a task was run at which it is due again. */
export const nextDue = (task: Task): number => lastOf(task) + periodOf(task);

const lastOf = ({ due, since }: Task): number => (due === 0 ? since : due);

/** Whether as many workers as the task wants have run it for its newest block. */
export const isRun = ({ runs, workers }: Task): boolean => runs.filter(({ end }) => isGood(end)).length >= workers;

const isGood = ({ type }: TaskEnd): boolean => type === "Said" || type === "Quiet";

/** Who is to run a task, and when. */
export interface Election {
  readonly contract: Hex;
  readonly task: Pick<Task, "name" | "workers">;
  /** The block at which it is due, and its hash, if the ledger still knows that. */
  readonly due: number;
  readonly seed: Hex | undefined;
  readonly members: readonly Hex[];
}

const label = utf8("phala/task/v1");

/**
 * Whether a member may run a task by some block. Members are in the order of
 * `SHA-256("phala/task/v1" ‖ seed ‖ contract ‖ name ‖ member)`: as many of the first as the task wants may at once, one
 * more each {@link taskPatience} blocks. Once the ledger knows the hash of the block no more, everybody may.
 */
export function mayRun({ contract, task, due, seed, members }: Election, member: Hex, block: number): boolean {
  if (seed === undefined) return true;
  const admitted = task.workers + Math.floor((block - due) / taskPatience);
  if (admitted >= members.length) return true;
  const drawn = (of: Hex) =>
    toHex(sha256(concat(label, fromHex(seed), fromHex(contract), utf8(task.name), fromHex(of))));
  const own = drawn(member);
  return members.filter((other) => drawn(other) < own).length < admitted;
}

/**
 * The task after a worker's run for one of its blocks; nothing when that counts no more: it was not due then, it was due
 * again and run since, enough workers have run it, or this one has.
 */
export function withRun(task: Task, identity: Hex, due: number, end: TaskEnd): Task | undefined {
  const isNewer = due > lastOf(task) && (due - lastOf(task)) % periodOf(task) === 0;
  if (!isNewer && (task.due === 0 || due !== task.due || isRun(task))) return undefined;
  const runs = isNewer ? [] : task.runs;
  if (runs.some((run) => run.identity === identity)) return undefined;
  const fails = isGood(end) ? 0 : isNewer ? Math.min(task.fails + 1, mostFails) : task.fails;
  return { ...task, due, runs: [...runs, { identity, end }], fails };
}

const mostFails = 255;

/**
 * What stands for an account where a task's command is sealed:
 * `SHA-256("phala/task/v1" ‖ worker ‖ u32 due ‖ name)`. It opens as that worker's, for that block and task, alone.
 */
export const taskSender = ({
  worker,
  name,
  due,
}: {
  readonly worker: Hex;
  readonly name: string;
  readonly due: number;
}) => toHex(sha256(concat(label, fromHex(worker), u32be(due), utf8(name))));
