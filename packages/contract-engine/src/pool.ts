import type { Hex } from "@pha/codec";
import type { Call, Outcome, Program } from "./call.ts";
import type { ContractState, StateSnapshot } from "./contract-state.ts";
import { errors } from "./errors.ts";
import { answerQuery, type Web } from "./http/answer-query.ts";
import { errors as httpErrors } from "./http/errors.ts";
import { WaitingRoom } from "./http/waiting-room.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { isPause, type Leg, type Resume } from "./pause.ts";
import { Runner, type RunnerHost, type RunnerJob } from "./runner.ts";

/** Size of a pool. */
export interface EnginePoolOptions extends RunnerHost {
  /** Two at least: commands leave one of them to queries, and queries one to commands. */
  readonly threads: number;
  /** Queries that may wait for a thread. */
  readonly waitingQueries: number;
  readonly limits?: Limits;
  /** How queries fetch: not at all, when absent. */
  readonly web?: Pick<Web, "exchange" | "isAllowed">;
}

/** Runs work when it is its turn. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

const noWeb: Pick<Web, "exchange" | "isAllowed"> = {
  exchange: () => ({
    response: Promise.reject(httpErrors.ConnectionRefused({ reason: "there is no network here" })),
    cancel: () => {},
  }),
  isAllowed: () => false,
};

interface Waiting {
  readonly contract: Hex;
  readonly job: () => RunnerJob;
  readonly resolve: (leg: Leg) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls of one kind: those that wait, and how many run. */
interface Queue {
  readonly waiting: Waiting[];
  running: number;
}

/** Runs contracts on engine threads: as many at once as there are, those that change one state one after another. */
export class EnginePool {
  readonly #limits: Limits;
  readonly #commandLimits: Limits;
  readonly #taskLimits: Limits;
  readonly #runners: readonly Runner[];
  readonly #idle: Runner[];
  readonly #web: Web;
  readonly #mostAtOnce: number;
  readonly #mostWaiting: number;
  readonly #commands: Queue = { waiting: [], running: 0 };
  readonly #queries: Queue = { waiting: [], running: 0 };
  readonly #last = new WeakMap<ContractState, Promise<unknown>>();

  constructor(options: EnginePoolOptions) {
    const { threads, waitingQueries, limits = defaultLimits, spawnThread, timers, web = noWeb } = options;
    this.#web = { ...web, timers, room: new WaitingRoom() };
    this.#mostAtOnce = threads - 1;
    this.#mostWaiting = waitingQueries;
    this.#limits = limits;
    this.#taskLimits = { ...limits, outputBytes: limits.commandOutputBytes };
    // Commands that run at once may have to share one core.
    const wallMs = limits.wallMs * this.#mostAtOnce;
    this.#commandLimits = { ...limits, outputBytes: limits.commandOutputBytes, wallMs };
    this.#runners = Array.from({ length: threads }, () => new Runner({ spawnThread, timers }));
    this.#idle = [...this.#runners];
  }

  /**
   * Runs `init` or a command after all given before it for this `state`, and commits what it wrote there.
   *
   * Outcomes `WallTimeExceeded` and `EngineLost` are this machine's, not the contract's: other workers may have got
   * another one, so the contract is stuck at this message.
   */
  runCommand(program: Program, state: ContractState, call: Call): Promise<Outcome> {
    const before = this.#last.get(state) ?? Promise.resolve();
    const outcome = before.then(async () => {
      const limits = { ...this.#commandLimits, stateBytes: state.mostBytes };
      const ended = await this.#run(this.#commands, state.contract, () => ({
        ...{ program, call, limits },
        snapshot: state.snapshot(),
      }));
      if (isPause(ended)) throw new Error("A command waits"); // for what only queries have
      if (ended.ok) state.commit(ended.writes);
      return ended;
    });
    this.#last.set(
      state,
      outcome.catch(() => undefined),
    );
    return outcome;
  }

  /**
   * Runs a query or a task, or reads the ABI, on a snapshot. While it waits for what it fetches, it holds no thread.
   *
   * @param inTurn - runs one leg of it when it is its turn
   * @throws `contract-engine.Overloaded` when too many wait already, for a thread or for what they fetch;
   *   `contract-engine.StateMovedOn` when it waited too long. It may be asked again.
   */
  runQuery(program: Program, snapshot: StateSnapshot, call: Call, inTurn: InTurn = (leg) => leg()): Promise<Outcome> {
    const limits = call.kind === "task" ? this.#taskLimits : this.#limits;
    const run = (resume?: Resume) => inTurn(() => this.#runLeg({ program, snapshot, call, limits, resume }));
    return answerQuery({ run, contract: snapshot.contract, limits }, this.#web);
  }

  /** Ends all threads; calls that run or wait end with `EngineLost`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#runners.map((runner) => runner.dispose()));
  }

  async #runLeg(job: RunnerJob): Promise<Leg> {
    const { length: waiting } = this.#queries.waiting;
    if (!job.resume && waiting >= this.#mostWaiting) throw errors.Overloaded({ waiting });
    return this.#run(this.#queries, job.snapshot.contract, () => job);
  }

  #run(queue: Queue, contract: Hex, job: () => RunnerJob): Promise<Leg> {
    const leg = new Promise<Leg>((resolve, reject) => {
      queue.waiting.push({ contract, job, resolve, reject });
    });
    this.#feed();
    return leg;
  }

  #feed(): void {
    for (let queue = this.#next(); queue; queue = this.#next()) this.#start(queue);
  }

  /** Whose call is next: of the kind of which fewer run, when there is one and a thread for it. */
  #next(): Queue | undefined {
    if (this.#idle.length === 0) return undefined;
    return [this.#commands, this.#queries]
      .filter(({ waiting, running }) => waiting.length > 0 && running < this.#mostAtOnce)
      .sort((a, b) => a.running - b.running)[0];
  }

  #start(queue: Queue): void {
    const { contract, job, resolve, reject } = queue.waiting.shift() as Waiting;
    const runner = this.#take(contract);
    queue.running++;
    const ended = runner.run(job()).then(resolve, reject);
    void ended.then(() => {
      queue.running--;
      this.#idle.push(runner);
      this.#feed();
    });
  }

  /** An idle thread: one that keeps the contract, if there is one. */
  #take(contract: Hex): Runner {
    const holder = this.#idle.findLastIndex((runner) => runner.holds(contract));
    return this.#idle.splice(holder < 0 ? -1 : holder, 1)[0] as Runner;
  }
}
