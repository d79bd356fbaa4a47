import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import type { Core } from "@pha/program-kit";
import {
  clusters,
  contracts,
  dueAt,
  isRun,
  mayRun,
  nextDue,
  signBare,
  system,
  type Task,
  type TaskOutcome,
} from "@pha/runtime/program";
import type { ClusterState } from "./cluster.ts";
import type { Served } from "./contract-lane.ts";
import type { TaskRunner } from "./task-runner.ts";
import { tell } from "./tell.ts";

/** Runs that may be under way or wait for the ledger at a time: others begin when there is room. */
const most = 16;
/** Blocks after which it is looked again whether a contract's tasks may run at all. */
const seldom = 32;

/** How often this enclave has run tasks since it started. */
export interface TaskCounts {
  readonly ran: number;
  /** Of them, those that failed. */
  readonly failed: number;
  /** Times that one was due while it still ran from the time before. */
  readonly skipped: number;
}

/** A task that this worker is to run now. */
interface Wanted {
  readonly served: Served;
  readonly name: string;
  readonly due: number;
}

/** What is known here of a task. */
interface Known {
  /** The newest block for which it was run here, or skipped. */
  readonly due: number;
  readonly isRunning: boolean;
}

/**
 * Runs what contracts schedule. Whether a task is due and this worker's turn has come follows from the finalized ledger
 * alone, so nothing is kept: after a restart a task may be run again for a block, and the ledger counts one run a worker.
 */
export class TaskDesk {
  readonly #core: Core;
  readonly #cluster: ClusterState;
  readonly #clusterId: number;
  readonly #runner: TaskRunner;
  readonly #onProgress: () => void;
  readonly #known = new Map<string, Known>();
  /** Blocks before which contracts have nothing to run, by the code that they had then. */
  readonly #idle = new Map<Hex, { readonly codeHash: Hex; readonly until: number }>();
  #running = 0;
  #counts: TaskCounts = { ran: 0, failed: 0, skipped: 0 };

  constructor({ core, cluster, clusterId, runner, onProgress }: TaskDeskOptions) {
    this.#core = core;
    this.#cluster = cluster;
    this.#clusterId = clusterId;
    this.#runner = runner;
    this.#onProgress = onProgress;
  }

  get counts(): TaskCounts {
    return this.#counts;
  }

  /** Begins what is due by the finalized ledger, as far as there is room. */
  async begin(): Promise<void> {
    await this.#dropRefused();
    const { number } = this.#core.view.head.header;
    const scheduling = [...this.#cluster.contracts.values()].filter((contract) => {
      const idle = this.#idle.get(contract.id);
      const isIdle = idle?.codeHash === contract.code.program.codeHash && idle.until > number;
      return contract.code.schedules.length > 0 && !contract.broken && !isIdle;
    });
    const served = scheduling.flatMap(({ id }) => this.#cluster.served(id) ?? []).filter((one) => one !== "waiting");
    if (served.length === 0) return;
    const wantedNow = await this.#wanted(served);
    for (const wanted of wantedNow.toSorted((a, b) => a.due - b.due)) {
      if (this.#running + this.#core.outbox.waiting("task/") >= most) return;
      this.#start(wanted);
    }
  }

  /** What is this worker's to run, of contracts that are served as of the block at which it is due. */
  async #wanted(served: readonly Served[]): Promise<readonly Wanted[]> {
    const { identity } = this.#core;
    const read = await this.#core.view.read((view, { header: { number } }) => {
      const members = readState(clusters, view).clusters.get(this.#clusterId)?.members ?? [];
      const { blockHash } = readState(system, view);
      return served.map((one) => {
        const { id } = one.contract;
        const { contracts: all, tasks: kept } = readState(contracts, view);
        const record = all.get(id);
        // The ledger counts no runs of others, and none by code that is about to go.
        if (!record || record.halted || record.life.pausedBy !== undefined || record.life.upgrade?.told)
          return { id, wanted: [], next: number + seldom };
        const tasks = kept.get(id).list.map((task) => ({ task, due: dueAt(task, number) }));
        const wanted = tasks.flatMap(({ task, due }): Wanted[] => {
          if (due === undefined || due >= number || isSettled(task, due)) return [];
          if (task.due === due && task.runs.some((run) => run.identity === identity)) return [];
          const seed = blockHash.has(due) ? blockHash.get(due) : undefined;
          const isMine = mayRun({ contract: id, task, due, seed, members }, identity, number);
          return isMine ? [{ served: one, name: task.name, due }] : [];
        });
        const next = tasks.map(({ task, due }) => (isSettled(task, due) ? nextDue(task) : number));
        return { id, wanted, next: Math.min(...next) };
      });
    });
    for (const [i, { id, next }] of read.entries()) {
      const { codeHash } = (served[i] as Served).contract.code.program;
      if (Number.isFinite(next)) this.#idle.set(id, { codeHash, until: next });
    }
    return read.flatMap(({ wanted }) => wanted.filter(({ due, served: { at } }) => at.head.header.number >= due));
  }

  /**
   * Takes back runs that the ledger would not count, nor what waits behind them: of tasks that ended with their contract's
   * code, and of those that others are to run since the cluster has other members. This worker runs the latter again when
   * its turn comes.
   */
  async #dropRefused(): Promise<void> {
    const { identity, outbox, view } = this.#core;
    const told = outbox.purposes("task/").map((purpose) => {
      const [, id, name, due] = purpose.split("/") as ["task", Hex, string, string];
      return { purpose, id, name, due: Number(due) };
    });
    if (told.length === 0) return;
    const refused = await view.read((state, { header: { number } }) => {
      const { tasks } = readState(contracts, state);
      const { blockHash } = readState(system, state);
      const members = readState(clusters, state).clusters.get(this.#clusterId)?.members ?? [];
      return told.filter(({ id, name, due }) => {
        const task = tasks.get(id).list.find((one) => one.name === name);
        const seed = blockHash.has(due) ? blockHash.get(due) : undefined;
        const isCounted = task && task.since < due;
        return !isCounted || !mayRun({ contract: id, task, due, seed, members }, identity, number);
      });
    });
    for (const { id, name, due } of refused) {
      const known = this.#known.get(`${id}/${name}`);
      if (known?.due === due) this.#known.set(`${id}/${name}`, { ...known, due: due - 1 });
    }
    outbox.drop((purpose) => refused.some((one) => one.purpose === purpose));
  }

  #start({ served, name, due }: Wanted): void {
    const key = `${served.contract.id}/${name}`;
    const known = this.#known.get(key);
    if (known && known.due >= due) return;
    if (known?.isRunning) {
      this.#count({ skipped: 1 });
      this.#known.set(key, { due, isRunning: true });
      return;
    }
    this.#known.set(key, { due, isRunning: true });
    this.#running++;
    void this.#run({ served, name, due }).then((isTold) => {
      this.#running--;
      const skipped = this.#known.get(key)?.due ?? due;
      // What was not told is run again by a later tick, if it is still due.
      this.#known.set(key, { due: isTold ? skipped : due - 1, isRunning: false });
      if (isTold) this.#onProgress();
    });
  }

  /** Whether it was run, and the ledger is to be told of it. */
  async #run({ served, name, due }: Wanted): Promise<boolean> {
    const { contract, at } = served;
    const keys = contract.keys.of(contract.keys.epochAt(at.head.header.number));
    if (!keys) return false;
    let outcome: TaskOutcome | undefined;
    try {
      outcome = await this.#runner.run({ name, due }, served, keys);
    } catch (error) {
      tell(this.#core.host, "miner.TaskNotRun", due, error);
    }
    if (!outcome) return false;
    this.#count({ ran: 1, failed: outcome.type === "Failed" ? 1 : 0 });
    const args = { contract: contract.id, epoch: keys.epoch, task: name, due, outcome };
    return this.#core.outbox.add(`task/${contract.id}/${name}/${due}`, (sequence) =>
      signBare(this.#core.bareSigner, contracts, "task_ran", args, sequence),
    );
  }

  #count({ ran = 0, failed = 0, skipped = 0 }: Partial<TaskCounts>): void {
    const before = this.#counts;
    this.#counts = { ran: before.ran + ran, failed: before.failed + failed, skipped: before.skipped + skipped };
  }
}

/** Whether a task's newest run for a block was its last, or it was not due at all. */
const isSettled = (task: Task, due: number | undefined): boolean =>
  due === undefined || (task.due === due && isRun(task));

/** What a desk is made with. */
export interface TaskDeskOptions {
  readonly core: Core;
  readonly cluster: ClusterState;
  readonly clusterId: number;
  readonly runner: TaskRunner;
  /** Called when a run has ended, and there is something to tell. */
  readonly onProgress: () => void;
}
