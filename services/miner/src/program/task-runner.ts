import { utf8 } from "@pha/codec";
import {
  type EnginePool,
  errors as engineErrors,
  failureOf,
  type InTurn,
  type Outcome,
  type TaskRun,
} from "@pha/contract-engine";
import type { Core, Turns } from "@pha/program-kit";
import { type TaskOutcome, taskSender } from "@pha/runtime/program";
import { type Call, maxMethodBytes, type Scope, sealCommand } from "@pha/secret-channel";
import { errors } from "../errors.ts";
import type { EpochKeys } from "./contract-keys.ts";
import type { Served } from "./contract-lane.ts";
import { flowOfTasks } from "./query-turns.ts";
import { runServed } from "./run-served.ts";

/** Runs tasks of contracts as they are served, when it is their turn: after the queries of those who are known. */
export class TaskRunner {
  readonly #core: Core;
  readonly #engine: EnginePool;
  readonly #turns: Turns;

  constructor(core: Core, engine: EnginePool, turns: Turns) {
    this.#core = core;
    this.#engine = engine;
    this.#turns = turns;
  }

  /**
   * What came of a run, as the ledger is told it, sealed to the contract itself; a failure is in the contract's log. Nothing
   * when nothing was run that could be told: there was no room for it, or this worker has lost its lease meanwhile.
   */
  async run({ name, due }: Omit<TaskRun, "worker">, served: Served, keys: EpochKeys): Promise<TaskOutcome | undefined> {
    const { number } = served.at.head.header;
    const task: TaskRun = { name, due, worker: this.#core.identity };
    const run = { kind: "task" as const, method: name, args: "null", context: { task } };
    const flow = flowOfTasks(served.contract.id);
    const inTurn: InTurn = (leg) => this.#turns.take(flow, leg);
    const ran = await runServed(this.#core, this.#engine, served, run, inTurn).catch(notRun);
    if (!ran) return undefined;
    const { submitted, outcome } = readSubmitted(ran);
    const { contract } = served;
    contract.log.add({ block: number, message: null, call: `task ${name}` }, outcome, true);
    if (!this.#core.isLeased(number)) return undefined;
    if (!outcome.ok) return { type: "Failed" };
    return submitted
      ? this.#seal(task, submitted, contract.scopeOf(keys.epoch, keys.codeHash), keys)
      : { type: "Quiet" };
  }

  #seal(task: TaskRun, call: Call, scope: Scope, { publicKey }: EpochKeys): TaskOutcome {
    const sender = taskSender(task);
    const { sealed } = sealCommand(this.#core.host.primitives, publicKey, scope, sender, call);
    return { type: "Said", value: sealed };
  }
}

/** What there was no room for, may be run later. */
function notRun(error: unknown): undefined {
  if (!errors.Overloaded.is(error)) throw error;
}

/** What a run gave: a command, or null. Whatever else a contract's code gives is its failure. */
function readSubmitted(outcome: Outcome): { readonly outcome: Outcome; readonly submitted?: Call } {
  if (!outcome.ok) return { outcome };
  const given: unknown = JSON.parse(outcome.result);
  if (given === null) return { outcome };
  if (isSubmitted(given))
    return { outcome, submitted: { method: given.method, args: utf8(JSON.stringify(given.args)) } };
  const { gas, logs } = outcome;
  return { outcome: { ok: false, error: failureOf(engineErrors.BadOutput()), gas, logs } };
}

const isSubmitted = (given: unknown): given is { readonly method: string; readonly args: unknown } =>
  typeof given === "object" &&
  given !== null &&
  "args" in given &&
  "method" in given &&
  typeof given.method === "string" &&
  utf8(given.method).length <= maxMethodBytes;
