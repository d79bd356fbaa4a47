import { fromHex } from "@pha/codec";
import { type QuickJSContext, type QuickJSHandle, type QuickJSRuntime, Scope } from "quickjs-emscripten-core";
import { type Call, type Failure, failureOf, type Outcome } from "./call.ts";
import { errors } from "./errors.ts";
import { callFailure, codeFailure, type Thrown, trapFailure } from "./failure.ts";
import { type Host, makeHost } from "./host.ts";
import type { Instance } from "./instance.ts";
import type { Limits } from "./limits.ts";
import { Meter } from "./meter.ts";
import type { StateMirror } from "./mirror.ts";
import { StateOverlay } from "./overlay.ts";
import { prelude } from "./prelude.ts";
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
  const failed = (error: Failure, clean = false): CallEnd => ({
    outcome: { ok: false, error: meter.failure ? failureOf(meter.failure) : error, gas: meter.gas, logs },
    clean,
  });

  if (utf8Length(call.args) > limits.argumentBytes || call.args.includes("\0"))
    return failed(failureOf(errors.BadArguments({ most: limits.argumentBytes })), true);
  meter.charge(utf8Length(code) + utf8Length(call.args));

  const scope = new Scope();
  try {
    memory.allow(limits.memoryBytes, () => meter.fail(errors.MemoryExhausted({ most: limits.memoryBytes })));
    const runtime = scope.manage(module.newRuntime());
    runtime.setMaxStackSize(limits.stackBytes);
    runtime.setInterruptHandler(meter.tick);
    const guest = scope.manage(runtime.newContext());
    const host = makeHost(guest, call, state, meter, limits, logs);
    scope.manage(host.handle);
    const ended = new Run(scope, runtime, guest, meter).execute(code, call, host);
    if (meter.failure) return failed(failureOf(meter.failure));
    if ("error" in ended) {
      if (ended.clean) scope.dispose();
      return failed(ended.error, ended.clean);
    }
    scope.dispose();
    if (utf8Length(ended.result) > limits.outputBytes)
      return failed(failureOf(errors.OutputTooLarge({ most: limits.outputBytes })), true);
    return {
      outcome: { ok: true, result: ended.result, writes: state.changes(), gas: meter.gas, logs },
      clean: true,
    };
  } catch (error) {
    return failed(trapFailure(error));
  }
}

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
    const invoke = this.#keep(
      guest.unwrapResult(guest.evalCode(prelude, "engine.js", { type: "global", strict: true })),
    );
    const loaded = this.#settle(guest.evalCode(code, "contract.mjs", { type: "module" }));
    if ("error" in loaded) return { error: codeFailure(this.#read(loaded.error)), clean: false };

    const texts = [call.kind, call.method, call.args, JSON.stringify(infoOf(call))];
    const args = texts.map((text) => this.#keep(guest.newString(text)));
    const answer = this.#settle(guest.callFunction(invoke, guest.undefined, loaded.value, ...args, host.handle));
    if ("error" in answer) return { error: callFailure(this.#read(answer.error)), clean: false };
    const thrown = host.thrown();
    if (thrown) return { error: callFailure(thrown), clean: true };
    return { result: guest.typeof(answer.value) === "string" ? guest.getString(answer.value) : "null" };
  }

  /** Runs the guest's jobs, one at a time so that an exhausted call ends, until the value is there. */
  #settle(result: ReturnType<QuickJSContext["evalCode"]>): { value: QuickJSHandle } | { error: QuickJSHandle } {
    if (result.error) return { error: result.error };
    const promise = this.#keep(result.value);
    for (;;) {
      const state = this.#guest.getPromiseState(promise);
      if (state.type === "fulfilled") return { value: state.notAPromise ? promise : this.#keep(state.value) };
      if (state.type === "rejected") return { error: state.error };
      if (this.#meter.failure) throw this.#meter.failure;
      if (!this.#runtime.hasPendingJob()) throw errors.NeverAnswers();
      const ran = this.#runtime.executePendingJobs(1);
      if (ran.error) return { error: ran.error };
    }
  }

  #keep<T extends QuickJSHandle>(handle: T): T {
    return this.#scope.manage(handle);
  }

  /** An exception that the prelude did not describe, as when the module loaded. */
  #read(error: QuickJSHandle): Thrown {
    if (this.#guest.typeof(error) !== "object") return { name: "", message: this.#guest.getString(error) };
    const value: unknown = this.#guest.dump(error);
    if (value === null || typeof value !== "object") return { name: "null", message: "" };
    const { name, message } = value as Partial<Thrown>;
    return { name: String(name ?? "Error"), message: String(message ?? "") };
  }
}

/** Fields of the guest's `ctx`; `Math.random` starts from `seed`. */
function infoOf({ context }: Call): object {
  const { caller, contract, codeHash, block } = context;
  const words = new DataView(new RandomStream(fromHex(context.randomSeed)).take(12).buffer);
  return { caller, self: contract, codeHash, block, seed: [0, 4, 8].map((offset) => words.getInt32(offset)) };
}
