import type { Hex } from "@pha/codec";
import { type Call, type Failure, failureOf, isReading, type Outcome, type Program } from "./call.ts";
import type { StateSnapshot } from "./contract-state.ts";
import { errors } from "./errors.ts";
import type { Limits } from "./limits.ts";
import type { Leg, Resume } from "./pause.ts";
import { decodeEnd, encodeJob, ready } from "./protocol.ts";
import type { EngineThread, SpawnThread, Timers } from "./thread.ts";

/** Contracts whose code and state a thread keeps, and what these may cost: a byte may take two of its heap. */
const keptContracts = 16;
const keptBytes = 32 << 20;

const heapMb = 256;

/** Outcome of a call to a runner that was disposed. */
export const stopped = {
  ok: false,
  error: failureOf(errors.EngineLost({ reason: "the engine was stopped" })),
  gas: 0,
  logs: [],
} as const satisfies Outcome;

/** Surroundings of a runner. */
export interface RunnerHost {
  readonly spawnThread: SpawnThread;
  readonly timers: Timers;
}

/** One call to run. */
export interface RunnerJob {
  readonly program: Program;
  readonly snapshot: StateSnapshot;
  readonly call: Call;
  readonly limits: Limits;
  /** Where a query goes on. */
  readonly resume?: Resume | undefined;
}

interface Kept {
  readonly codeHash: Hex;
  readonly origin: object;
  readonly version: number;
  readonly bytes: number;
}

/** One engine thread, replaced whenever it ends; runs one call at a time. */
export class Runner {
  readonly #host: RunnerHost;
  #thread: EngineThread | undefined;
  /** Contracts that the thread keeps, least recently used first. */
  #kept = new Map<Hex, Kept>();
  /** Resolves when the thread takes calls. */
  #ready: Promise<void> = Promise.resolve();
  #nextId = 0;
  #stopped = false;
  #settle: ((leg: Leg) => void) | undefined;

  constructor(host: RunnerHost) {
    this.#host = host;
    this.#thread = this.#start();
  }

  /** Whether its thread keeps this contract. */
  holds(contract: Hex): boolean {
    return this.#kept.has(contract);
  }

  /**
   * Resolves with the outcome, or where a query waits: also when the thread is lost (`EngineLost`) or had to be ended (`WallTimeExceeded`).
   *
   * @throws `contract-engine.StateMovedOn`
   */
  async run(job: RunnerJob): Promise<Leg> {
    if (this.#stopped) return stopped;
    this.#thread ??= this.#start();
    const thread = this.#thread;
    const message = this.#message(job);
    const { timers } = this.#host;
    const { wallMs, gas } = job.limits;
    const mostMs = isReading(job.call.kind) ? wallMs : 2 * wallMs;
    return new Promise((resolve) => {
      let stopWaiting = () => {};
      // A busy machine takes long to start a thread: that is no call's time.
      void this.#ready.then(() => {
        if (this.#settle !== settle) return;
        const timer = timers.setTimeout(() => {
          void this.#lose(thread, failureOf(errors.WallTimeExceeded({ limitMs: mostMs })), gas);
        }, mostMs);
        stopWaiting = () => timers.clearTimeout(timer);
      });
      const settle = (leg: Leg): void => {
        stopWaiting();
        this.#settle = undefined;
        resolve(leg);
      };
      this.#settle = settle;
      thread.post(message);
    });
  }

  /** Ends the thread, and with it the call that it runs. */
  async dispose(): Promise<void> {
    this.#stopped = true;
    const thread = this.#thread;
    if (thread) await this.#lose(thread, stopped.error);
  }

  #start(): EngineThread {
    const thread = this.#host.spawnThread("engine", { heapMb });
    this.#ready = new Promise((resolve) => {
      thread.onMessage((bytes) => {
        if (bytes.length === ready.length) return resolve();
        const { id, leg } = decodeEnd(bytes);
        if (thread === this.#thread && id === this.#nextId) this.#settle?.(leg);
      });
    });
    void thread.ended.then(() => this.#lose(thread, failureOf(errors.EngineLost({ reason: "the thread ended" }))));
    return thread;
  }

  async #lose(thread: EngineThread, error: Failure, gas = 0): Promise<void> {
    if (thread !== this.#thread) return;
    this.#thread = undefined;
    this.#kept = new Map();
    this.#settle?.({ ok: false, error, gas, logs: [] });
    await thread.terminate();
  }

  #message({ program, snapshot, call, limits, resume }: RunnerJob): Uint8Array {
    const { contract, origin, version } = snapshot;
    const { codeHash } = program;
    const kept = this.#kept.get(contract);
    const sync = snapshot.sync(kept?.origin === origin ? kept.version : undefined);
    this.#kept.delete(contract);
    const forget = this.#makeRoom(snapshot.bytes);
    this.#kept.set(contract, { codeHash, origin, version, bytes: snapshot.bytes });
    return encodeJob({
      id: ++this.#nextId,
      contract,
      program: kept?.codeHash === codeHash ? undefined : program,
      sync,
      call,
      limits,
      resume,
      forget,
    });
  }

  /** Forgets contracts, the least recently used first, until one more has room. */
  #makeRoom(bytes: number): Hex[] {
    const forget: Hex[] = [];
    let sum = [...this.#kept.values()].reduce((all, kept) => all + kept.bytes, bytes);
    for (const [contract, kept] of this.#kept) {
      if (this.#kept.size < keptContracts && sum <= keptBytes) break;
      this.#kept.delete(contract);
      forget.push(contract);
      sum -= kept.bytes;
    }
    return forget;
  }
}
