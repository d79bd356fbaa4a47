import { CodedError, concat, fromHex, toHex, u32be } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { type Call, contractFile, type Effect, type Failure, failureOf, type Program } from "./call.ts";
import { errors } from "./errors.ts";
import { callFailure, codeFailure, hostFailure, isUndecided, limitFailure, type Thrown, thrownOf } from "./failure.ts";
import { prelude } from "./guest/prelude.ts";
import { engineFile, type Host, makeHost, stackOf } from "./host.ts";
import { Asked } from "./http/asked.ts";
import type { Answer } from "./http/exchange.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { type Loaded, LoadedPrograms } from "./loaded.ts";
import { Meter } from "./meter.ts";
import { StateMirror } from "./mirror.ts";
import { StateOverlay } from "./overlay.ts";
import type { Leg, Pause, Resume } from "./pause.ts";
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
  /** Where the query goes on that was begun before. */
  readonly resume?: Resume | undefined;
}

/** Gas of a byte that a call brings into the guest, and of one of the image that it begins from. */
const broughtByte = 20;
const imageByte = 1;

/** What the prelude gives. They lie where they were made, in every image. */
interface Entries {
  readonly call: Cell;
  readonly answer: Cell;
  readonly left: Cell;
  readonly describe: Cell;
}

/** What came of work in the guest. */
type Attempt<T> = ({ readonly value: T } | { readonly error: Failure }) & Spent;

interface Spent {
  readonly gas: number;
  readonly logs: readonly string[];
  readonly effects: readonly Effect[];
  readonly logged: number;
  readonly asked: Asked;
}

/** What work in the guest begins from. */
interface Start {
  readonly image: Image;
  readonly call: Call;
  readonly state: StateOverlay;
  readonly limits: Limits;
  /** Where the call waited before. */
  readonly pause?: Pause;
  /** For how much it waits no more. */
  readonly answered?: number;
}

/** What a call's method gave, before all that it fetches is there. */
interface Waiting {
  readonly answer: Cell;
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
    this.#entries = { call: entry("call"), answer: entry("answer"), left: entry("left"), describe: entry("describe") };
    this.#base = this.#machine.image();
  }

  /**
   * Runs one call, or a leg of a query: to its end, or to where it waits for what it fetches. Never throws for anything that
   * code, arguments or state cause: the outcome says it, and is the same on every machine, unless it is `isUndecided`.
   * After such a one this engine is of no more use.
   */
  run({ program, call, state: mirror, limits, resume }: CallJob): Leg {
    const state = new StateOverlay(mirror, limits);
    if (resume) {
      const { pause, answers } = resume;
      const start = { image: pause.image, call: reseeded(call, pause), state, limits, pause, answered: answers.length };
      const brought = answers.reduce((sum, answer) => sum + bytesOf(answer), 0);
      return this.#end(
        this.#attempt(start, () => {
          this.#machine.spend(broughtByte * brought + imageByte * pause.image.bytes);
          for (const answer of answers) {
            const failed = this.#tell(answer);
            if (failed) return failed;
          }
          return this.#drive(pause.answer);
        }),
        start,
      );
    }
    const refused = refusalOf(call, limits);
    if (refused) return { ok: false, error: failureOf(refused), gas: 0, logs: [] };
    const loaded = this.#load(program, limits);
    if ("error" in loaded) return { ok: false, error: loaded.error, gas: loaded.gas, logs: loaded.logs };
    const isFirst = call.kind === "init" || call.kind === "migrate";
    const start = { image: loaded.image, call, state, limits };
    const attempt = this.#attempt(start, () => {
      const brought = broughtByte * utf8Length(call.args) + imageByte * loaded.image.bytes;
      this.#machine.spend(brought + (isFirst ? loaded.gas : 0));
      return this.#call(loaded.module, call, limits);
    });
    return this.#end(isFirst ? { ...attempt, logs: [...loaded.logs, ...attempt.logs] } : attempt, start);
  }

  /** What a call has come to, or where it waits. */
  #end(
    { gas, logs, effects, logged, asked, ...ended }: Attempt<string | Waiting>,
    { limits, state, pause }: Start,
  ): Leg {
    const spent = { gas, logs };
    if ("error" in ended) return { ok: false, error: ended.error, ...spent };
    const { value: result } = ended;
    if (typeof result !== "string") {
      const { fetches, fetched, open } = asked;
      const pauses = (pause?.pauses ?? 0) + 1;
      return { image: this.#machine.image(), ...result, fetches, fetched, open, pauses, ...spent, logged };
    }
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
    } = this.#attempt({ image: this.#base, call: loading, state, limits: own }, () => {
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
  #attempt<T>({ image, call, state, limits, pause, answered = 0 }: Start, work: () => T | Failed): Attempt<T> {
    const machine = this.#machine;
    const meter = new Meter(machine, limits);
    const logs = [...(pause?.logs ?? [])];
    const effects: Effect[] = [];
    const asked = new Asked(limits, pause);
    asked.answered(answered);
    machine.begin(image, limits.gas - (pause?.gas ?? 0), pagesFor(limits.memoryBytes), () =>
      meter.fail(errors.MemoryExhausted({ most: limits.memoryBytes })),
    );
    this.#host.serve({ call, state, meter, limits, logs, effects, asked, logged: pause?.logged ?? 0 });
    let ended: T | Failed;
    try {
      this.#guest.limitStack(limits.stackBytes);
      ended = work();
    } catch (error) {
      ended = new Failed(error instanceof CodedError ? failureOf(error) : hostFailure(error));
    }

    const { stop } = machine;
    const done = { logs, effects, asked, logged: this.#host.logged() };
    if (stop === "Host") return { error: hostFailure(machine.stoppedBy), gas: limits.gas, ...done };
    if (stop !== undefined) {
      const limit = meter.failure ?? limitOf(stop, limits);
      const gas = meter.failure || stop === "Depth" ? meter.gas : limits.gas;
      return { error: limitFailure(limit, this.#place()), gas, ...done };
    }
    return ended instanceof Failed
      ? { error: ended.failure, gas: meter.gas, ...done }
      : { value: ended, gas: meter.gas, ...done };
  }

  /** Evaluates a contract's module; the place of its namespace. */
  #evaluate(code: string): Cell | Failed {
    // What its calls will ask for is made with it, and lies in its image.
    if (code.includes("crypto")) this.#guest.evaluate("crypto", engineFile, "script");
    const made = this.#settle(this.#guest.evaluate(code, contractFile, "module"));
    if (made === "waiting") throw errors.NeverAnswers(); // nothing can be fetched here
    if ("thrown" in made) return new Failed(codeFailure(this.#describe(made.thrown)));
    const unheard = this.#finish(true);
    return unheard && unheard !== "waiting" ? new Failed(codeFailure(unheard)) : made.value;
  }

  #call(module: Cell, call: Call, limits: Limits): string | Waiting | Failed {
    const guest = this.#guest;
    const given = [call.kind, call.method, call.args, JSON.stringify(infoOf(call, limits))];
    const made = guest.call(this.#entries.call, module, ...given.map((text) => guest.newText(text)));
    return "thrown" in made ? new Failed(callFailure(this.#read(made.thrown))) : this.#drive(made.value);
  }

  /** Runs what the method began until it has given its answer and nothing is left, or all waits. */
  #drive(answer: Cell): string | Waiting | Failed {
    const guest = this.#guest;
    const settled = this.#settle({ value: answer });
    if (settled === "waiting") return { answer };
    if ("thrown" in settled) return new Failed(callFailure(this.#read(settled.thrown)));
    const thrown = this.#host.thrown() ?? this.#finish(false);
    if (thrown === "waiting") return { answer };
    if (thrown) return new Failed(callFailure(thrown));
    return guest.kindOf(settled.value) === "string" ? guest.text(settled.value) : "null";
  }

  /** Tells the guest what came of a fetch. A contract that changed what this takes fails by it. */
  #tell(answer: Answer): Failed | undefined {
    const guest = this.#guest;
    const body = "response" in answer ? answer.response.body : new Uint8Array();
    const content = guest.newBuffer(body);
    const told = guest.call(this.#entries.answer, guest.newText(headOf(answer)), content);
    guest.free(content);
    return "thrown" in told ? new Failed(callFailure(this.#read(told.thrown))) : undefined;
  }

  /**
   * Runs all jobs that are left, so that what was begun and not awaited is part of the call.
   *
   * @returns a rejection that nobody listens to.
   * @throws `NeverAnswers` when code still waits.
   */
  #finish(isLoading: boolean): Thrown | "waiting" | undefined {
    const guest = this.#guest;
    while (guest.hasJobs) {
      const thrown = guest.runJob();
      if (thrown !== undefined) return this.#read(thrown);
    }
    if (this.#host.isWaiting()) return "waiting";
    const isWaiting = guest.call(this.#entries.left, guest.newNumber(isLoading ? 1 : 0));
    if ("thrown" in isWaiting) return this.#read(isWaiting.thrown);
    if (guest.number(isWaiting.value) === 1) throw errors.NeverAnswers();
    return this.#host.thrown();
  }

  /** Runs the guest's jobs until the value is there, or waits for what is fetched. */
  #settle(made: Result): Result | "waiting" {
    if ("thrown" in made) return made;
    for (;;) {
      const settled = this.#guest.settled(made.value);
      if (settled !== "pending") return settled;
      if (!this.#guest.hasJobs) {
        if (this.#host.isWaiting()) return "waiting";
        throw errors.NeverAnswers();
      }
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

/** A fetch's answer without its body. */
function headOf(answer: Answer): string {
  if (!("response" in answer)) return JSON.stringify(answer);
  const { body: _, ...response } = answer.response;
  return JSON.stringify({ ...answer, response });
}

const bytesOf = (answer: Answer): number =>
  headOf(answer).length + ("response" in answer ? answer.response.body.length : 0);

/** The call, whose randomness goes on where it has not been. */
function reseeded(call: Call, { pauses }: Pause): Call {
  const randomSeed = toHex(sha256(concat(fromHex(call.context.randomSeed), u32be(pauses))));
  return { ...call, context: { ...call.context, randomSeed } };
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
  const { caller, contract, codeHash, block, message, value, task, requestId } = context;
  const words = new DataView(new RandomStream(fromHex(context.randomSeed)).take(12).buffer);
  const seed = [0, 4, 8].map((offset) => words.getInt32(offset));
  return { caller, self: contract, codeHash, block, message, value, task, requestId, seed, most: outputBytes };
}
