import { fromHex } from "@pha/codec";
import { type QuickJSContext, type QuickJSHandle, type QuickJSRuntime, Scope } from "quickjs-emscripten-core";
import { type Call, contractFile, type Failure, failureOf, type Outcome } from "./call.ts";
import { errors } from "./errors.ts";
import { callFailure, codeFailure, limitFailure, type Thrown, thrownOf, trapFailure } from "./failure.ts";
import { prelude } from "./guest/prelude.ts";
import { engineFile, type Host, makeHost } from "./host.ts";
import type { Instance } from "./instance.ts";
import type { Limits } from "./limits.ts";
import { Meter } from "./meter.ts";
import type { StateMirror } from "./mirror.ts";
import { StateOverlay } from "./overlay.ts";
import { RandomStream } from "./random.ts";
import { utf8Length } from "./text.ts";

/** Input of one call. */
export interface CallJob {
  readonly code: string;
  readonly call: Call;
  readonly state: StateMirror;
  readonly limits: Limits;
  /** A clock for the wall time of queries. */
  readonly monotonicMs: () => number;
}

/** How a call ended, and whether its instance was left clean enough for another one. */
export interface CallEnd {
  readonly outcome: Outcome;
  readonly clean: boolean;
}

/**
 * Runs one call in a fresh QuickJS runtime. Never throws for anything that code, arguments or state cause: the outcome
 * says it. In an instance that ran nothing before, the outcome of all kinds but `query` is the same on every machine.
 */
export function runCall({ module, memory }: Instance, job: CallJob): CallEnd {
  const { code, call, limits } = job;
  const meter = new Meter(limits, call.kind === "query" ? job.monotonicMs : undefined);
  const state = new StateOverlay(job.state, limits);
  const logs: string[] = [];
  let host: Host | undefined;
  const failed = (error: Failure, clean = false): CallEnd => ({
    outcome: {
      ok: false,
      error: meter.failure ? limitFailure(meter.failure, host?.thrown(), error) : error,
      gas: meter.gas,
      logs,
    },
    clean,
  });

  if (utf8Length(call.args) > limits.argumentBytes || call.args.includes("\0"))
    return failed(failureOf(errors.BadArguments({ most: limits.argumentBytes })), true);
  // The guest would read its name up to there.
  if (call.method.includes("\0")) return failed(failureOf(errors.UnknownMethod()), true);
  meter.charge(utf8Length(code) + utf8Length(call.args));

  const scope = new Scope();
  try {
    memory.allow(limits.memoryBytes, () => meter.fail(errors.MemoryExhausted({ most: limits.memoryBytes })));
    const runtime = scope.manage(module.newRuntime());
    runtime.setMaxStackSize(limits.stackBytes);
    runtime.setInterruptHandler(meter.tick);
    const guest = scope.manage(runtime.newContext());
    host = makeHost(guest, call, state, meter, limits, logs);
    scope.manage(host.handle);
    const ended = new Run(scope, runtime, guest, meter).execute(code, call, host);
    if ("error" in ended) {
      const clean = ended.clean && !meter.failure;
      if (clean) scope.dispose();
      return failed(ended.error, clean);
    }
    if (meter.failure) return failed(failureOf(meter.failure));
    scope.dispose();
    if (utf8Length(ended.result) > limits.outputBytes)
      return failed(failureOf(errors.OutputTooLarge({ most: limits.outputBytes })), true);
    if (loneSurrogate.test(ended.result)) return failed(failureOf(errors.BadOutput()), true);
    return {
      outcome: { ok: true, result: ended.result, writes: state.changes(), gas: meter.gas, logs },
      clean: true,
    };
  } catch (error) {
    return failed(trapFailure(error));
  }
}

/** Half a surrogate pair, as `JSON.stringify` escapes it. */
const loneSurrogate = /(?:^|[^\\])(?:\\\\)*\\ud[89a-f]/;

type Ended = { readonly result: string } | { readonly error: Failure; readonly clean: boolean };

class Run {
  readonly #scope: Scope;
  readonly #runtime: QuickJSRuntime;
  readonly #guest: QuickJSContext;
  readonly #meter: Meter;

  constructor(scope: Scope, runtime: QuickJSRuntime, guest: QuickJSContext, meter: Meter) {
    this.#scope = scope;
    this.#runtime = runtime;
    this.#guest = guest;
    this.#meter = meter;
  }

  execute(code: string, call: Call, host: Host): Ended {
    const guest = this.#guest;
    const start = guest.evalCode(prelude, engineFile, { type: "global", strict: true });
    const engine = this.#call(this.#keep(guest.unwrapResult(start)), host.handle);

    const loaded = this.#settle(guest.evalCode(code, contractFile, { type: "module" }));
    if ("error" in loaded) return { error: codeFailure(this.#describe(engine, loaded.error)), clean: false };
    const unheard = this.#finish(engine, host, true);
    if (unheard) return { error: codeFailure(unheard), clean: true };

    const texts = [call.kind, call.method, call.args, JSON.stringify(infoOf(call))];
    const args = texts.map((text) => this.#keep(guest.newString(text)));
    const run = this.#member(engine, "call");
    const answer = this.#settle(guest.callFunction(run, guest.undefined, loaded.value, ...args));
    if ("error" in answer) return { error: callFailure(this.#read(answer.error)), clean: false };
    const thrown = host.thrown() ?? this.#finish(engine, host, false);
    if (thrown) return { error: callFailure(thrown), clean: true };
    return { result: guest.typeof(answer.value) === "string" ? guest.getString(answer.value) : "null" };
  }

  /**
   * Runs all jobs that are left, so that what was begun and not awaited is part of the call.
   *
   * @returns a rejection that nobody listens to.
   * @throws `NeverAnswers` when code still waits.
   */
  #finish(engine: QuickJSHandle, host: Host, isLoading: boolean): Thrown | undefined {
    while (this.#runtime.hasPendingJob()) {
      const failed = this.#runJob();
      if (failed) return this.#read(failed);
    }
    const left = this.#member(engine, "left");
    const isWaiting = this.#call(left, isLoading ? this.#guest.true : this.#guest.false);
    if (this.#guest.dump(isWaiting) === true) throw errors.NeverAnswers();
    return host.thrown();
  }

  /** Runs the guest's jobs, one at a time so that an exhausted call ends, until the value is there. */
  #settle(result: ReturnType<QuickJSContext["evalCode"]>): { value: QuickJSHandle } | { error: QuickJSHandle } {
    if (result.error) return { error: result.error };
    const promise = this.#keep(result.value);
    for (;;) {
      const state = this.#guest.getPromiseState(promise);
      if (state.type === "fulfilled") return { value: state.notAPromise ? promise : this.#keep(state.value) };
      if (state.type === "rejected") return { error: state.error };
      if (!this.#runtime.hasPendingJob()) throw this.#meter.failure ?? errors.NeverAnswers();
      const error = this.#runJob();
      if (error) return { error };
    }
  }

  /** Runs one job of the guest; its exception is an exhausted call's. */
  #runJob(): QuickJSHandle | undefined {
    if (this.#meter.failure) throw this.#meter.failure;
    return this.#runtime.executePendingJobs(1).error;
  }

  #member(object: QuickJSHandle, name: string): QuickJSHandle {
    return this.#keep(this.#guest.getProp(object, name));
  }

  #call(work: QuickJSHandle, ...args: QuickJSHandle[]): QuickJSHandle {
    return this.#keep(this.#guest.unwrapResult(this.#guest.callFunction(work, this.#guest.undefined, ...args)));
  }

  #keep<T extends QuickJSHandle>(handle: T): T {
    return this.#scope.manage(handle);
  }

  /** An exception of the contract's module; when it has traps, what can be read without it. */
  #describe(engine: QuickJSHandle, error: QuickJSHandle): Thrown {
    if (this.#meter.failure) return this.#read(error);
    const described = this.#guest.callFunction(this.#member(engine, "describe"), this.#guest.undefined, error);
    if (described.error) return this.#read(error);
    return thrownOf(this.#guest.getString(this.#keep(described.value)));
  }

  /** An exception that the prelude did not describe. */
  #read(error: QuickJSHandle): Thrown {
    if (this.#guest.typeof(error) !== "object") return { name: "", message: this.#guest.getString(error) };
    const value: unknown = this.#guest.dump(error);
    if (value === null || typeof value !== "object") return { name: "null", message: "" };
    const { name, message, stack } = value as { readonly [field in keyof Thrown]?: unknown };
    const place = typeof stack === "string" ? { stack } : {};
    return { name: String(name ?? "Error"), message: String(message ?? ""), ...place };
  }
}

/** Fields of the guest's `ctx`; `Math.random` starts from `seed`. */
function infoOf({ context }: Call): object {
  const { caller, contract, codeHash, block } = context;
  const words = new DataView(new RandomStream(fromHex(context.randomSeed)).take(12).buffer);
  return { caller, self: contract, codeHash, block, seed: [0, 4, 8].map((offset) => words.getInt32(offset)) };
}
