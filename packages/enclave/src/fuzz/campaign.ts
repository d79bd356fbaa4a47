import { CodedError, concat, toHex } from "@pha/codec";
import { type DoorError, decodeFailure } from "../loader/door.ts";
import { encodeFrame, type Frame, kinds } from "../loader/frame.ts";
import { damaged } from "./damage.ts";
import { cutShort, endings } from "./endings.ts";
import { Random } from "./random.ts";
import { type Loaded, RawEnclave } from "./raw-enclave.ts";

/** A program, and what is known of its requests. */
export interface DoorTarget extends Loaded {
  /** Starts it, in every other process, before anything is damaged. Gives more requests, that this process may get. */
  readonly begin: (ask: (request: Uint8Array) => Promise<Uint8Array>) => Promise<readonly Uint8Array[]>;
  /** What a request may look like; most are sent damaged. */
  readonly requests: readonly Uint8Array[];
  /** An honest host's answer to what the program asks; half of the answers are damaged. */
  readonly ocall: (request: Uint8Array) => Promise<Uint8Array>;
  /** Reads a reply. Throws the coded error that it refuses with, and what has no code for what is no reply. */
  readonly read: (reply: Uint8Array) => unknown;
}

export interface DoorReport {
  /** Sent, answers to what the program asked among them. */
  readonly frames: number;
  readonly processes: number;
  /** How often each code was replied. */
  readonly codes: ReadonlyMap<string, number>;
}

/** Requests that wait for their replies at a time. */
const window = 64;
/** Frames that a process gets at most before it is sent what ends it; each ending comes twice, however few frames there are. */
const framesOfProcess = 4_000;
const leastProcesses = 2 * Object.keys(endings).length;

/**
 * Sends frames to a program's process, as a host that keeps to no rule: requests that are whole, damaged and noise, whole
 * and damaged answers to what it asks, cut anywhere on the way, and in the end what is no frame. The same seed sends the
 * same requests.
 *
 * @throws when a request has no reply, or one without a code; when a process ends before it was sent what ends it, or not
 *   by that; with the seed, and the request
 */
export async function fuzzDoor(
  target: DoorTarget,
  { seed, frames }: { readonly seed: number; readonly frames: number },
): Promise<DoorReport> {
  const random = new Random(seed);
  const codes = new Map<string, number>();
  let sent = 0;
  let processes = 0;
  while (sent < frames) {
    await using session = await Session.open(target, random, codes);
    const many = Math.min(framesOfProcess, Math.ceil(frames / leastProcesses), frames - sent);
    const ending = Object.keys(endings)[processes % Object.keys(endings).length] as string;
    try {
      if (processes % 2 === 0) await session.begin();
      await session.send(many);
      await session.endBy(ending);
    } catch (cause) {
      throw new Error(`seed ${seed}, process ${processes}, ${session.doing}`, { cause });
    }
    sent += session.frames;
    processes++;
  }
  return { frames: sent, processes, codes };
}

class Session implements AsyncDisposable {
  frames = 0;
  doing = "requests";
  readonly #target: DoorTarget;
  readonly #random: Random;
  readonly #codes: Map<string, number>;
  /** What is done about answers does not move the requests. */
  readonly #answering: Random;
  /** Requests without a reply, by id. */
  readonly #waiting = new Map<number, Uint8Array>();
  readonly #asked = new Map<number, (reply: Uint8Array) => void>();
  #enclave!: RawEnclave;
  #requests: readonly Uint8Array[];
  #isHonest = false;
  #isEnding = false;
  #nextId = 2;
  #trouble: unknown;
  #moved = Promise.withResolvers<void>();

  private constructor(target: DoorTarget, random: Random, codes: Map<string, number>) {
    this.#target = target;
    this.#random = random;
    this.#answering = new Random(random.below(2 ** 32));
    this.#codes = codes;
    this.#requests = target.requests;
  }

  static async open(target: DoorTarget, random: Random, codes: Map<string, number>): Promise<Session> {
    const session = new Session(target, random, codes);
    session.#enclave = await RawEnclave.load(target, (frame) => session.#take(frame));
    void session.#enclave.exited.then((how) => {
      if (!session.#isEnding) session.#fail(new Error(`the process has ended by itself: ${how}`));
    });
    return session;
  }

  async begin(): Promise<void> {
    this.#isHonest = true;
    const more = await this.#target.begin((request) => {
      const frame = this.#call(request);
      const reply = new Promise<Uint8Array>((resolve) => this.#asked.set(this.#nextId - 1, resolve));
      this.#enclave.write(frame);
      return Promise.race([reply, this.#settled(0).then(() => reply)]);
    });
    this.#requests = [...this.#requests, ...more.flatMap((request) => Array<Uint8Array>(20).fill(request))];
    this.#isHonest = false;
  }

  /** Requests in bursts that are cut anywhere; no more than some wait for their replies. */
  async send(many: number): Promise<void> {
    while (this.frames < many) {
      const burst = Array.from({ length: 1 + this.#random.below(16) }, () => this.#next());
      const bytes = concat(...burst);
      for (let at = 0; at < bytes.length; ) {
        const end = Math.min(bytes.length, at + 1 + this.#random.below(this.#random.pick([16, 4_096, bytes.length])));
        this.#enclave.write(bytes.subarray(at, end));
        at = end;
      }
      await this.#settled(window);
    }
    await this.#settled(0);
  }

  /** @throws unless the process ends as loaders do whose door was broken */
  async endBy(name: string): Promise<void> {
    this.doing = name;
    this.#isEnding = true;
    this.#enclave.write((endings[name] as (random: Random) => Uint8Array)(this.#random));
    this.frames++;
    if (name === cutShort) this.#enclave.end();
    const how = await this.#enclave.exited;
    if (how !== 0) throw new Error(`the process ends with ${how}`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    return this.#enclave[Symbol.asyncDispose]();
  }

  #next(): Uint8Array {
    if (!this.#random.once(200)) return this.#call(damaged(this.#requests, this.#random));
    return this.#frame(kinds.load, this.#random.bytes(this.#random.below(64)));
  }

  #call = (payload: Uint8Array): Uint8Array => this.#frame(kinds.call, payload);

  #frame(kind: typeof kinds.call | typeof kinds.load, payload: Uint8Array): Uint8Array {
    const id = this.#nextId++;
    this.#waiting.set(id, payload);
    this.frames++;
    return encodeFrame({ kind, id, payload });
  }

  /** Resolved when no more than `many` requests wait for their reply. */
  async #settled(many: number): Promise<void> {
    while (this.#trouble === undefined && this.#waiting.size > many) await this.#moved.promise;
    if (this.#trouble !== undefined) throw this.#trouble;
  }

  #take(frame: Frame): void {
    try {
      this.#handle(frame);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(trouble: unknown): void {
    this.#trouble ??= trouble;
    this.#move();
  }

  #move(): void {
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }

  #handle({ kind, id, payload }: Frame): void {
    if (kind === kinds.ocall) void this.#answer(id, payload);
    else if (kind === kinds.quote) void this.#quote(id, payload);
    else if (kind === kinds.crash) throw new Error(`it crashes: ${decodeFailure(payload).code}`);
    else if (kind === kinds.answer || kind === kinds.failure) {
      const request = this.#waiting.get(id);
      if (request === undefined) throw new Error(`request ${id} has a second reply, or was never made`);
      this.#waiting.delete(id);
      this.#count(request, kind === kinds.answer ? { code: this.#codeOf(payload) } : decodeFailure(payload));
      this.#asked.get(id)?.(payload);
      this.#asked.delete(id);
      this.#move();
    }
  }

  #codeOf(reply: Uint8Array): string {
    try {
      this.#target.read(reply);
      return "done";
    } catch (error) {
      if (error instanceof CodedError) return error.code;
      throw error;
    }
  }

  #count(request: Uint8Array, { code, facts }: Pick<DoorError, "code"> & Partial<DoorError>): void {
    // What the host fails is the host's to know; whatever else has no code is a fault of the program.
    if (code === "ProgramFailed" && facts?.["error"] !== "HostError")
      throw new Error(`${JSON.stringify(facts)}, without a code, at ${toHex(request.subarray(0, 1_000))}`);
    this.#codes.set(code, (this.#codes.get(code) ?? 0) + 1);
  }

  async #answer(id: number, request: Uint8Array): Promise<void> {
    const honest = await this.#target.ocall(request);
    const isHonest = this.#isHonest || this.#answering.once(2);
    const payload = isHonest ? honest : damaged([honest], this.#answering);
    const kind = isHonest || !this.#answering.once(4) ? kinds.answer : kinds.failure;
    this.#reply(encodeFrame({ kind, id, payload }));
  }

  async #quote(id: number, reportData: Uint8Array): Promise<void> {
    const quote = await this.#target.platform.quote(this.#enclave.measurement, reportData);
    this.#reply(encodeFrame({ kind: kinds.answer, id, payload: quote }));
  }

  #reply(frame: Uint8Array): void {
    if (this.#isEnding) return;
    this.frames++;
    this.#enclave.write(frame);
  }
}
