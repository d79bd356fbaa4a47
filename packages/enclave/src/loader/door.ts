import type { Duplex } from "node:stream";
import { clearTimeout, setTimeout } from "node:timers";
import { encodeFrame, type Frame, type FrameKind, FrameReader, kinds, maxPayloadBytes } from "./frame.ts";

/** Requests that one side may have unanswered at a time. */
export const maxPending = 1024;

/** Why a request got no answer: a name of the enclave's error catalogue, with facts that are safe to show. */
export class DoorError extends Error {
  readonly code: string;
  readonly facts: Readonly<Record<string, string>>;

  constructor(code: string, facts: Readonly<Record<string, string>> = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

/** Handlers of one side of the door. */
export interface DoorSide {
  /** Kinds of request and notice that the other side may send; any other closes the door. */
  readonly accepts: readonly FrameKind[];
  /** Answers a request, or takes a notice. A `DoorError` that it throws travels; anything else becomes `fallback`. */
  readonly serve: (kind: FrameKind, payload: Uint8Array) => Promise<Uint8Array>;
  readonly fallback: string;
  readonly onClose: (reason: DoorError) => void;
}

interface Pending {
  readonly resolve: (answer: Uint8Array) => void;
  readonly reject: (error: DoorError) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

const isAnswer = (kind: FrameKind): boolean => kind === kinds.answer || kind === kinds.failure;
const isNotice = (kind: FrameKind): boolean => kind === kinds.log || kind === kinds.crash;

/**
 * One end of the channel between host and enclave: requests in both directions, answered, failed or timed out.
 * Both ends are the same code; a frame that breaks the format or answers nothing closes the door.
 */
export class Door {
  readonly #stream: Duplex;
  readonly #side: DoorSide;
  readonly #reader = new FrameReader();
  readonly #pending = new Map<number, Pending>();
  /** Timed out here, still being worked on over there: their late answers are dropped. */
  readonly #abandoned = new Set<number>();
  #serving = 0;
  #nextId = 1;
  #closed: DoorError | undefined;

  constructor(stream: Duplex, side: DoorSide) {
    this.#stream = stream;
    this.#side = side;
    stream.on("data", (chunk: Uint8Array) => {
      if (this.#closed === undefined && !this.#reader.push(chunk, (frame) => this.#receive(frame)))
        this.close(new DoorError("MalformedFrame"));
    });
    stream.on("error", () => this.close(new DoorError("EnclaveGone")));
    stream.on("close", () => this.close(new DoorError("EnclaveGone")));
    stream.on("end", () => this.close(new DoorError("EnclaveGone")));
  }

  /** Sends a request and waits for its answer, for `timeoutMs` at most (0: for ever). Rejects with `DoorError`. */
  request(kind: FrameKind, payload: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) return reject(this.#closed);
      if (payload.length > maxPayloadBytes) return reject(new DoorError("MessageTooLarge"));
      if (this.#pending.size + this.#abandoned.size >= maxPending) return reject(new DoorError("TooManyCalls"));
      const id = this.#takeId();
      const timer = timeoutMs === 0 ? undefined : setTimeout(() => this.#abandon(id), timeoutMs);
      this.#pending.set(id, { resolve, reject, timer });
      this.#stream.write(encodeFrame({ kind, id, payload }));
    });
  }

  /** Sends what wants no answer; `onSent` once it has left this process. */
  notify(kind: FrameKind, payload: Uint8Array, onSent?: () => void): void {
    if (this.#closed === undefined) this.#stream.write(encodeFrame({ kind, id: 0, payload }), onSent);
  }

  /** Fails everything pending with `reason`; the first reason stays. */
  close(reason: DoorError): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#stream.destroy();
    for (const [id] of this.#pending) this.#settle(id)?.reject(reason);
    this.#side.onClose(reason);
  }

  #takeId(): number {
    const id = this.#nextId;
    this.#nextId = id === 0xffffffff ? 1 : id + 1;
    return this.#pending.has(id) || this.#abandoned.has(id) ? this.#takeId() : id;
  }

  #abandon(id: number): void {
    this.#abandoned.add(id);
    this.#settle(id)?.reject(new DoorError("CallTimedOut"));
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending?.timer !== undefined) clearTimeout(pending.timer);
    return pending;
  }

  #receive(frame: Frame): void {
    if (this.#closed !== undefined) return;
    const accepted = isAnswer(frame.kind) || this.#side.accepts.includes(frame.kind);
    if (!accepted || this.#serving >= maxPending) this.close(new DoorError("MalformedFrame"));
    else if (isAnswer(frame.kind)) this.#receiveAnswer(frame);
    else if (isNotice(frame.kind)) void this.#side.serve(frame.kind, frame.payload);
    else void this.#answer(frame);
  }

  #receiveAnswer({ kind, id, payload }: Frame): void {
    const pending = this.#settle(id);
    if (pending === undefined) {
      if (!this.#abandoned.delete(id)) this.close(new DoorError("MalformedFrame"));
    } else if (kind === kinds.answer) pending.resolve(payload);
    else pending.reject(decodeFailure(payload));
  }

  async #answer({ kind, id, payload }: Frame): Promise<void> {
    this.#serving++;
    let reply: Frame;
    try {
      const answer = await this.#side.serve(kind, payload);
      if (answer.length > maxPayloadBytes) throw new DoorError("MessageTooLarge");
      reply = { kind: kinds.answer, id, payload: answer };
    } catch (error) {
      reply = {
        kind: kinds.failure,
        id,
        payload: encodeFailure(error instanceof DoorError ? error : new DoorError(this.#side.fallback)),
      };
    }
    this.#serving--;
    if (this.#closed === undefined) this.#stream.write(encodeFrame(reply));
  }
}

const utf8 = new TextEncoder();
const text = new TextDecoder();
const safe = /^[\w.:-]{1,64}$/;

/** A failure crosses the door as a code and safe facts, never as free text. */
const encodeFailure = ({ code, facts }: DoorError): Uint8Array => utf8.encode(JSON.stringify({ code, facts }));

/** Whatever the other side wrote, the result is a code and facts of the safe form. */
export function decodeFailure(payload: Uint8Array): DoorError {
  const malformed = new DoorError("MalformedFrame");
  if (payload.length > 1024) return malformed;
  try {
    const { code, facts } = JSON.parse(text.decode(payload)) as { code: unknown; facts: Record<string, unknown> };
    const clean: Record<string, string> = {};
    for (const [key, value] of Object.entries(facts))
      if (safe.test(key) && typeof value === "string" && safe.test(value)) clean[key] = value;
    return typeof code === "string" && safe.test(code) ? new DoorError(code, clean) : malformed;
  } catch {
    return malformed;
  }
}
