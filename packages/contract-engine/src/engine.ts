import { CodedError, fromHex } from "@pha/codec";
import { type Call, contractFile, type Effect, type Failure, failureOf, type Outcome, type Program } from "./call.ts";
import { errors } from "./errors.ts";
import { callFailure, codeFailure, hostFailure, isUndecided, limitFailure, type Thrown, thrownOf } from "./failure.ts";
import { prelude } from "./guest/prelude.ts";
import { engineFile, type Host, makeHost, stackOf } from "./host.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { type Loaded, LoadedPrograms } from "./loaded.ts";
import { Meter } from "./meter.ts";
import { StateMirror } from "./mirror.ts";
import { StateOverlay } from "./overlay.ts";
import type { Cell, Guest, Result } from "./quickjs/guest.ts";
import type { Image } from "./quickjs/image.ts";
import { Machine, type Stop } from "./quickjs/machine.ts";
import { pagesFor, plan } from "./quickjs/plan.ts";
import { RandomStream } from "./random.ts";
import { utf8Length } from "./text.ts";

/** Input of one call. */
export interface CallJob {
  readonly program: Program;
  readonly call: Call;
  readonly state: StateMirror;
  readonly limits: Limits;
}

/** Gas of a byte that a call brings into the guest, and of one of the image that it begins from. */
const broughtByte = 20;
const imageByte = 1;

/** What the prelude gives. They lie where they were made, in every image. */
interface Entries {
  readonly call: Cell;
  readonly left: Cell;
  readonly describe: Cell;
}

/** What came of work in the guest. */
type Attempt<T> = ({ readonly value: T } | { readonly error: Failure }) & Spent;

interface Spent {
  readonly gas: number;
  readonly logs: readonly string[];
  readonly effects: readonly Effect[];
}

/**
 * Runs calls in one machine. A contract's module is evaluated once; every call begins with the memory as it was then, so
 * none sees another, and none pays for the module again.
 */
export class Engine {
  readonly #machine: Machine;
  readonly #guest: Guest;
  readonly #host: Host;
  readonly #entries: Entries;
  readonly #base: Image;
  readonly #programs = new LoadedPrograms();

  constructor(compiled: WebAssembly.Module) {
    this.#machine = new Machine(compiled);
    this.#guest = this.#machine.guest;
    this.#machine.begin(this.#machine.image(), defaultLimits.gas, plan.memoryPages, () => this.#machine.halt());
    this.#guest.open();
    this.#host = makeHost(this.#machine);
    const start = this.#guest.evaluate(prelude, engineFile, "script");
    const prepared = valueIn(this.#guest.call(valueIn(start), this.#host.handle));
    const entry = (name: keyof Entries): Cell => this.#guest.get(prepared, name);
    this.#entries = { call: entry("call"), left: entry("left"), describe: entry("describe") };
    this.#base = this.#machine.image();
  }

  /**
   * Runs one call. Never throws for anything that code, arguments or state cause: the outcome says it, and is the same on
   * every machine, unless it is `isUndecided`. After such a one this engine is of no more use.
   */
  run({ program, call, state: mirror, limits }: CallJob): Outcome {
    const refused = refusalOf(call, limits);
    if (refused) return { ok: false, error: failureOf(refused), gas: 0, logs: [] };
    const loaded = this.#load(program, limits);
    if ("error" in loaded) return { ok: false, error: loaded.error, gas: loaded.gas, logs: loaded.logs };

    const state = new StateOverlay(mirror, limits);
    const isFirst = call.kind === "init";
    const { gas, logs, effects, ...ended } = this.#attempt(loaded.image, { call, state, limits }, () => {
      const brought = broughtByte * utf8Length(call.args) + imageByte * loaded.image.bytes;
      this.#machine.spend(brought + (isFirst ? loaded.gas : 0));
      return this.#call(loaded.module, call, limits);
    });
    const spent = { gas, logs: isFirst ? [...loaded.logs, ...logs] : logs };
    if ("error" in ended) return { ok: false, error: ended.error, ...spent };
    const { value: result } = ended;
    if (utf8Length(result) > limits.outputBytes)
      return { ok: false, error: failureOf(errors.OutputTooLarge({ most: limits.outputBytes })), ...spent };
    if (loneSurrogate.test(result)) return { ok: false, error: failureOf(errors.BadOutput()), ...spent };
    return { ok: true, result, writes: state.changes(), effects, ...spent };
  }

  /** The program as it is after its module was evaluated: from before, if it can be. */
  #load(program: Program, limits: Limits): Loaded {
    const known = this.#programs.find(program.codeHash, limits);
    if (known) return known;
    const own = { ...limits, gas: limits.loadGas };
    const state = new StateOverlay(new StateMirror(), own);
    const {
      gas,
      logs,
      effects: _,
      ...ended
    } = this.#attempt(this.#base, { call: loading, state, limits: own }, () => {
      this.#machine.spend(broughtByte * utf8Length(program.code));
      return this.#evaluate(program.code);
    });
    const loaded: Loaded =
      "error" in ended
        ? { error: ended.error, gas, logs }
        : { module: ended.value, image: this.#machine.image(), gas, logs };
    if (!("error" in loaded && isUndecided({ ok: false, ...loaded })))
      this.#programs.keep(program.codeHash, limits, loaded);
    return loaded;
  }

  /** Works in the guest from an image on, and says why it ended, if before its time. */
  #attempt<T>(
    image: Image,
    { call, state, limits }: { readonly call: Call; readonly state: StateOverlay; readonly limits: Limits },
    work: () => T | Failed,
  ): Attempt<T> {
    const machine = this.#machine;
    const meter = new Meter(machine, limits);
    const logs: string[] = [];
    const effects: Effect[] = [];
    machine.begin(image, limits.gas, pagesFor(limits.memoryBytes), () =>
      meter.fail(errors.MemoryExhausted({ most: limits.memoryBytes })),
    );
    this.#host.serve({ call, state, meter, limits, logs, effects });
    let ended: T | Failed;
    try {
      this.#guest.limitStack(limits.stackBytes);
      ended = work();
    } catch (error) {
      ended = new Failed(error instanceof CodedError ? failureOf(error) : hostFailure(error));
    }

    const { stop } = machine;
    if (stop === "Host") return { error: hostFailure(machine.stoppedBy), gas: limits.gas, logs, effects };
    if (stop !== undefined) {
      const limit = meter.failure ?? limitOf(stop, limits);
      const gas = meter.failure || stop === "Depth" ? meter.gas : limits.gas;
      return { error: limitFailure(limit, this.#place()), gas, logs, effects };
    }
    return ended instanceof Failed
      ? { error: ended.failure, gas: meter.gas, logs, effects }
      : { value: ended, gas: meter.gas, logs, effects };
  }

  /** Evaluates a contract's module; the place of its namespace. */
  #evaluate(code: string): Cell | Failed {
    const made = this.#settle(this.#guest.evaluate(code, contractFile, "module"));
    if ("thrown" in made) return new Failed(codeFailure(this.#describe(made.thrown)));
    const unheard = this.#finish(true);
    return unheard ? new Failed(codeFailure(unheard)) : made.value;
  }

  #call(module: Cell, call: Call, limits: Limits): string | Failed {
    const guest = this.#guest;
    const given = [call.kind, call.method, call.args, JSON.stringify(infoOf(call, limits))];
    const answer = this.#settle(guest.call(this.#entries.call, module, ...given.map((text) => guest.newText(text))));
    if ("thrown" in answer) return new Failed(callFailure(this.#read(answer.thrown)));
    const thrown = this.#host.thrown() ?? this.#finish(false);
    if (thrown) return new Failed(callFailure(thrown));
    return guest.kindOf(answer.value) === "string" ? guest.text(answer.value) : "null";
  }

  /**
   * Runs all jobs that are left, so that what was begun and not awaited is part of the call.
   *
   * @returns a rejection that nobody listens to.
   * @throws `NeverAnswers` when code still waits.
   */
  #finish(isLoading: boolean): Thrown | undefined {
    const guest = this.#guest;
    while (guest.hasJobs) {
      const thrown = guest.runJob();
      if (thrown !== undefined) return this.#read(thrown);
    }
    const isWaiting = guest.call(this.#entries.left, guest.newNumber(isLoading ? 1 : 0));
    if ("thrown" in isWaiting) return this.#read(isWaiting.thrown);
    if (guest.number(isWaiting.value) === 1) throw errors.NeverAnswers();
    return this.#host.thrown();
  }

  /** Runs the guest's jobs until the value is there. */
  #settle(made: Result): Result {
    if ("thrown" in made) return made;
    for (;;) {
      const settled = this.#guest.settled(made.value);
      if (settled !== "pending") return settled;
      if (!this.#guest.hasJobs) throw errors.NeverAnswers();
      const thrown = this.#guest.runJob();
      if (thrown !== undefined) return { thrown };
    }
  }

  /** An exception of the contract's module; when it has traps, what can be read without it. */
  #describe(thrown: Cell): Thrown {
    const described = this.#guest.call(this.#entries.describe, thrown);
    if ("thrown" in described) return this.#read(described.thrown);
    return thrownOf(this.#guest.text(described.value));
  }

  /** An exception that the prelude did not describe. */
  #read(thrown: Cell): Thrown {
    const guest = this.#guest;
    if (guest.kindOf(thrown) !== "object") return { name: "", message: guest.text(thrown) };
    const value: unknown = guest.dump(thrown);
    if (value === null || typeof value !== "object") return { name: "null", message: "" };
    const { name, message, stack } = value as { readonly [field in keyof Thrown]?: unknown };
    const place = typeof stack === "string" ? { stack } : {};
    return { name: String(name ?? "Error"), message: String(message ?? ""), ...place };
  }

  /** Where the guest stopped, if that can still be seen. Only then: in a host function it would depend on the host's stack. */
  #place(): Thrown | undefined {
    const stack = this.#machine.aside(() => stackOf(this.#guest));
    return stack === undefined ? undefined : { name: "", message: "", stack };
  }
}

/** Work in the guest that came to a failure. */
class Failed {
  readonly failure: Failure;

  constructor(failure: Failure) {
    this.failure = failure;
  }
}

const zeros = `0x${"00".repeat(32)}` as const;

/** What a module finds while it is evaluated: nothing of any call. */
const loading: Call = {
  kind: "query",
  method: "",
  args: "null",
  context: { contract: zeros, codeHash: zeros, block: { number: 0, hash: zeros, timeMs: 0 }, randomSeed: zeros },
};

function refusalOf({ args, method }: Call, { argumentBytes }: Limits): CodedError | undefined {
  if (utf8Length(args) > argumentBytes || args.includes("\0")) return errors.BadArguments({ most: argumentBytes });
  // The guest would read its name up to there.
  return method.includes("\0") ? errors.UnknownMethod() : undefined;
}

/** What was met where no host function said so. */
function limitOf(stop: Stop, { gas }: Limits): CodedError {
  if (stop === "Gas") return errors.GasExhausted({ limit: gas });
  return stop === "Depth" ? errors.StackOverflow() : errors.EngineBroke();
}

function valueIn(result: Result): Cell {
  if ("thrown" in result) throw new Error("The prelude threw");
  return result.value;
}

/** Half a surrogate pair, as `JSON.stringify` escapes it. */
const loneSurrogate = /(?:^|[^\\])(?:\\\\)*\\ud[89a-f]/;

/** Fields of the guest's `ctx`; `Math.random` starts from `seed`. */
function infoOf({ context }: Call, { outputBytes }: Limits): object {
  const { caller, contract, codeHash, block, message, value } = context;
  const words = new DataView(new RandomStream(fromHex(context.randomSeed)).take(12).buffer);
  const seed = [0, 4, 8].map((offset) => words.getInt32(offset));
  return { caller, self: contract, codeHash, block, message, value, seed, most: outputBytes };
}
