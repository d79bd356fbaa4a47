import type { AbiTask } from "@pha/contract-engine/abi";
import { maxTaskBlocks, maxTasks, maxTaskWorkers, minTaskBlocks } from "@pha/limits";
import { openContext, type QueryContext, type RawContext, type TaskRun } from "./context.ts";
import { ContractError, fail } from "./fail.ts";
import type { Schema } from "./schema.ts";
import { coded, type StateShape } from "./state.ts";

/** Context of a task: as of a query that nobody asks, and it may send the contract one command. */
export interface TaskContext<S = StateShape, CI = Readonly<Record<string, unknown>>>
  extends Omit<QueryContext<S>, "caller" | "requestId"> {
  /** This run: of which task, for which block, on which worker. */
  readonly task: TaskRun;
  /**
   * Sends the contract one of its commands that are `ofTasks`, encrypted, once the run has succeeded: one a run. Every
   * worker executes it, with this run in `ctx.task`.
   */
  submit<K extends keyof CI & string>(method: K, args: CI[K]): void;
}

/** Work that the contract has done by itself. */
export interface TaskDefinition<S, CI> {
  /** One sentence for whoever reads the ABI. */
  readonly doc?: string;
  /** Blocks from one time to the next: 5 at least. */
  readonly every: number;
  /** How many workers run it each time, each by itself: 1 unless told otherwise, 16 at most. */
  readonly workers?: number;
  run(ctx: TaskContext<S, CI>): void | Promise<void>;
}

/** A command, as far as tasks ask. */
interface Target {
  readonly ofTasks?: boolean;
  readonly input: Schema<unknown>;
}

/** What a run wants to send. */
interface Submitted {
  readonly method: string;
  readonly args: unknown;
}

type AnyTask = TaskDefinition<StateShape, Readonly<Record<string, unknown>>>;

/** A task as the engine runs it: gives what it submits, if anything. */
export const openTask =
  ({ run }: AnyTask, state: StateShape, commands: Readonly<Record<string, Target>>) =>
  async (raw: RawContext): Promise<Submitted | null> => {
    let submitted: Submitted | null = null;
    const submit = (method: string, args: unknown): void => {
      const target = Object.hasOwn(commands, method) ? commands[method] : undefined;
      if (!target?.ofTasks)
        throw new ContractError("BadSubmission", `${method}: the contract has no such command of its tasks'.`);
      if (submitted)
        fail("BadSubmission", "A run submits one command: what more there is to say goes into its arguments.");
      submitted = { method, args: coded("BadSubmission", () => target.input.write(args, "args")) ?? null };
    };
    await run(Object.assign(openContext(raw, state, {}), { task: raw.task as TaskRun, submit }));
    return submitted;
  };

/** The tasks of an ABI. Fails with `BadTask`. */
export function describeTasks(tasks: Readonly<Record<string, AnyTask>>): Readonly<Record<string, AbiTask>> {
  const all = Object.entries(tasks).map(([name, { doc, every, workers = 1 }]): [string, AbiTask] => {
    if (!isWithin(every, minTaskBlocks, maxTaskBlocks) || !isWithin(workers, 1, maxTaskWorkers))
      fail(
        "BadTask",
        `${name}: a task runs every ${minTaskBlocks} to ${maxTaskBlocks} blocks, on 1 to ${maxTaskWorkers} workers.`,
      );
    return [name, { ...(doc === undefined ? {} : { doc }), every, workers }];
  });
  if (all.length > maxTasks) fail("BadTask", `A contract has at most ${maxTasks} tasks.`);
  return Object.fromEntries(all);
}

const isWithin = (given: number, least: number, most: number): boolean =>
  Number.isInteger(given) && given >= least && given <= most;
