import type { Call, Outcome, Program } from "./call.ts";
import type { ContractState, StateSnapshot } from "./contract-state.ts";
import { errors } from "./errors.ts";
import { Lane, type LaneHost, type LaneJob } from "./lane.ts";
import { defaultLimits, type Limits } from "./limits.ts";

/** Size of a pool. */
export interface EnginePoolOptions extends LaneHost {
  /** Threads for queries; commands have one more of their own. */
  readonly queryThreads: number;
  /** Queries that may wait for a thread. */
  readonly waitingQueries: number;
  readonly limits?: Limits;
}

interface Waiting {
  readonly job: LaneJob;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Runs contracts on engine threads: queries on all of them at once, commands one after another. */
export class EnginePool {
  readonly #limits: Limits;
  readonly #commandLimits: Limits;
  readonly #commands: Lane;
  readonly #lanes: readonly Lane[];
  readonly #idle: Lane[];
  readonly #waiting: Waiting[] = [];
  readonly #mostWaiting: number;
  #lastCommand: Promise<unknown> = Promise.resolve();

  constructor({ queryThreads, waitingQueries, limits = defaultLimits, spawnThread, timers }: EnginePoolOptions) {
    this.#limits = limits;
    this.#commandLimits = { ...limits, outputBytes: limits.commandOutputBytes };
    this.#mostWaiting = waitingQueries;
    this.#commands = new Lane({ spawnThread, timers });
    this.#lanes = Array.from({ length: queryThreads }, () => new Lane({ spawnThread, timers }));
    this.#idle = [...this.#lanes];
  }

  /**
   * Runs `init` or a command after all given before it and commits what it wrote to `state`.
   *
   * Outcomes `WallTimeExceeded` and `EngineLost` are this machine's, not the contract's: other workers may have got
   * another one, so the contract is stuck at this message.
   */
  runCommand(program: Program, state: ContractState, call: Call): Promise<Outcome> {
    const outcome = this.#lastCommand.then(async () => {
      const limits = { ...this.#commandLimits, stateBytes: state.mostBytes };
      const job = { program, snapshot: state.snapshot(), call, limits };
      const ended = await this.#commands.run(job);
      if (ended.ok) state.commit(ended.writes);
      return ended;
    });
    this.#lastCommand = outcome.catch(() => undefined);
    return outcome;
  }

  /**
   * Runs a query, or reads the ABI, on a snapshot.
   *
   * @throws `contract-engine.Overloaded` when too many wait already, `contract-engine.StateMovedOn` when it waited too long.
   */
  async runQuery(program: Program, snapshot: StateSnapshot, call: Call): Promise<Outcome> {
    if (this.#waiting.length >= this.#mostWaiting) throw errors.Overloaded({ waiting: this.#waiting.length });
    const outcome = new Promise<Outcome>((resolve, reject) => {
      this.#waiting.push({ job: { program, snapshot, call, limits: this.#limits }, resolve, reject });
    });
    this.#feed();
    return outcome;
  }

  /** Ends all threads; calls that run or wait end with `EngineLost`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#commands, ...this.#lanes].map((lane) => lane.dispose()));
  }

  #feed(): void {
    while (this.#waiting.length > 0) {
      const lane = this.#idle.pop();
      if (!lane) return;
      const { job, resolve, reject } = this.#waiting.shift() as Waiting;
      const ended = lane.run(job).then(resolve, reject);
      void ended.then(() => {
        this.#idle.push(lane);
        this.#feed();
      });
    }
  }
}
