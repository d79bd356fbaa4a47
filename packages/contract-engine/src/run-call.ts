import { CodedError, fromHex } from "@pha/codec";
import type { QuickJSContext, QuickJSHandle, QuickJSRuntime } from "quickjs-emscripten-core";
import { type Call, contractFile, type Failure, failureOf, type Outcome } from "./call.ts";
import { errors } from "./errors.ts";
import { callFailure, codeFailure, hostFailure, limitFailure, type Thrown, thrownOf } from "./failure.ts";
import { prelude } from "./guest/prelude.ts";
import { engineFile, type Host, makeHost, stackOf } from "./host.ts";
import type { Limits } from "./limits.ts";
import { Meter } from "./meter.ts";
import type { StateMirror } from "./mirror.ts";
import { StateOverlay } from "./overlay.ts";
import type { Machine, Stop } from "./quickjs/machine.ts";
import { pagesFor } from "./quickjs/plan.ts";
import { RandomStream } from "./random.ts";
import { utf8Length } from "./text.ts";

/** Input of one call. */
export interface CallJob {
  readonly code: string;
  readonly call: Call;
  readonly state: StateMirror;
  readonly limits: Limits;
}

/** Gas of a byte that a call brings into the guest. */
const broughtByte = 20;

/**
 * Runs one call in a fresh QuickJS runtime. Never throws for anything that code, arguments or state cause: the outcome
 * says it, and is the same on every machine, unless it is `isUndecided`.
 */
export function runCall(machine: Machine, { code, call, state: mirror, limits }: CallJob): Outcome {
  const meter = new Meter(machine, limits);
  const state = new StateOverlay(mirror, limits);
  const logs: string[] = [];
  const failed = (error: Failure, gas = meter.gas): Outcome => ({ ok: false, error, gas, logs });

  const quickjs = machine.begin(limits.gas, pagesFor(limits.memoryBytes), () =>
    meter.fail(errors.MemoryExhausted({ most: limits.memoryBytes })),
  );
  if (utf8Length(call.args) > limits.argumentBytes || call.args.includes("\0"))
    return failed(failureOf(errors.BadArguments({ most: limits.argumentBytes })));
  // The guest would read its name up to there.
  if (call.method.includes("\0")) return failed(failureOf(errors.UnknownMethod()));
  machine.spend(broughtByte * (utf8Length(code) + utf8Length(call.args)));

  let guest: QuickJSContext | undefined;
  let host: Host | undefined;
  let ended: Ended;
  try {
    const runtime = quickjs.newRuntime();
    runtime.setMaxStackSize(limits.stackBytes);
    guest = runtime.newContext();
    host = makeHost(guest, { call, state, machine, meter, limits, logs });
    ended = new Run(runtime, guest).execute(code, call, host);
  } catch (error) {
    ended = { error: error instanceof CodedError ? failureOf(error) : hostFailure(error) };
  }

  const { stop } = machine;
  if (stop === "Host") return failed(hostFailure(machine.stoppedBy), limits.gas);
  if (stop !== undefined) {
    const limit = meter.failure ?? limitOf(stop, limits);
    return failed(
      limitFailure(limit, placeOf(machine, guest)),
      meter.failure || stop === "Depth" ? meter.gas : limits.gas,
    );
  }
  if ("error" in ended) return failed(ended.error);
  if (utf8Length(ended.result) > limits.outputBytes)
    return failed(failureOf(errors.OutputTooLarge({ most: limits.outputBytes })));
  if (loneSurrogate.test(ended.result)) return failed(failureOf(errors.BadOutput()));
  return { ok: true, result: ended.result, writes: state.changes(), gas: meter.gas, logs };
}

/** What was met where no host function said so. */
function limitOf(stop: Stop, { gas }: Limits): CodedError {
  if (stop === "Gas") return errors.GasExhausted({ limit: gas });
  return stop === "Depth" ? errors.StackOverflow() : errors.EngineBroke();
}

/** Where a guest stopped, if that can still be seen. Only then: within a host function, it would depend on the host's stack. */
function placeOf(machine: Machine, guest: QuickJSContext | undefined): Thrown | undefined {
  const stack = guest && machine.aside(() => stackOf(guest));
  return stack === undefined ? undefined : { name: "", message: "", stack };
}

/** Half a surrogate pair, as `JSON.stringify` escapes it. */
const loneSurrogate = /(?:^|[^\\])(?:\\\\)*\\ud[89a-f]/;

type Ended = { readonly result: string } | { readonly error: Failure };

class Run {
  readonly #runtime: QuickJSRuntime;
  readonly #guest: QuickJSContext;

  constructor(runtime: QuickJSRuntime, guest: QuickJSContext) {
    this.#runtime = runtime;
    this.#guest = guest;
  }

  execute(code: string, call: Call, host: Host): Ended {
    const guest = this.#guest;
    const start = guest.evalCode(prelude, engineFile, { type: "global", strict: true });
    const engine = guest.unwrapResult(guest.callFunction(guest.unwrapResult(start), guest.undefined, host.handle));

    const loaded = this.#settle(guest.evalCode(code, contractFile, { type: "module" }));
    if ("error" in loaded) return { error: codeFailure(this.#describe(engine, loaded.error)) };
    const unheard = this.#finish(engine, host, true);
    if (unheard) return { error: codeFailure(unheard) };

    const texts = [call.kind, call.method, call.args, JSON.stringify(infoOf(call))];
    const args = texts.map((text) => guest.newString(text));
    const run = guest.getProp(engine, "call");
    const answer = this.#settle(guest.callFunction(run, guest.undefined, loaded.value, ...args));
    if ("error" in answer) return { error: callFailure(this.#read(answer.error)) };
    const thrown = host.thrown() ?? this.#finish(engine, host, false);
    if (thrown) return { error: callFailure(thrown) };
    return { result: guest.typeof(answer.value) === "string" ? guest.getString(answer.value) : "null" };
  }

  /**
   * Runs all jobs that are left, so that what was begun and not awaited is part of the call.
   *
   * @returns a rejection that nobody listens to.
   * @throws `NeverAnswers` when code still waits.
   */
  #finish(engine: QuickJSHandle, host: Host, isLoading: boolean): Thrown | undefined {
    const guest = this.#guest;
    while (this.#runtime.hasPendingJob()) {
      const { error } = this.#runtime.executePendingJobs(1);
      if (error) return this.#read(error);
    }
    const left = guest.getProp(engine, "left");
    const isWaiting = guest.callFunction(left, guest.undefined, isLoading ? guest.true : guest.false);
    if (isWaiting.error) return this.#read(isWaiting.error);
    if (guest.dump(isWaiting.value) === true) throw errors.NeverAnswers();
    return host.thrown();
  }

  /** Runs the guest's jobs until the value is there. */
  #settle(result: ReturnType<QuickJSContext["evalCode"]>): { value: QuickJSHandle } | { error: QuickJSHandle } {
    if (result.error) return { error: result.error };
    const promise = result.value;
    for (;;) {
      const state = this.#guest.getPromiseState(promise);
      if (state.type === "fulfilled") return { value: state.notAPromise ? promise : state.value };
      if (state.type === "rejected") return { error: state.error };
      if (!this.#runtime.hasPendingJob()) throw errors.NeverAnswers();
      const { error } = this.#runtime.executePendingJobs(1);
      if (error) return { error };
    }
  }

  /** An exception of the contract's module; when it has traps, what can be read without it. */
  #describe(engine: QuickJSHandle, error: QuickJSHandle): Thrown {
    const guest = this.#guest;
    const described = guest.callFunction(guest.getProp(engine, "describe"), guest.undefined, error);
    if (described.error) return this.#read(error);
    return thrownOf(guest.getString(described.value));
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
