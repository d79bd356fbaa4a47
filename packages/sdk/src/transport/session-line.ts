import { everywhere, RemoteError, SessionAsk, SessionReply, sessionErrors, sessionPath } from "@pha/api";
import { type CodedError, decode, encode, type Hex } from "@pha/codec";
import { errors } from "../errors.ts";
import { problemError } from "./problem.ts";
import { maxProblemBytes, parseReply } from "./reply.ts";
import type { OpenSocket, Socket } from "./socket.ts";

/** Longer than a query may run. */
const answerMs = 25_000;
const openMs = 5_000;
/** A line that could not be opened is not tried again for so long: something between does not let it pass. */
const pauseMs = 30_000;

/** What a gatekeeper may refuse with. */
const expected = [...sessionErrors, ...everywhere];

interface Waiting {
  readonly resolve: (said: SessionReply["said"]) => void;
  readonly reject: (error: CodedError) => void;
}

/** The way to one gatekeeper's workers over one WebSocket, opened when it is needed, with many asks under way. */
export class SessionLine {
  readonly url: string;
  readonly #openSocket: OpenSocket;
  readonly #waiting = new Map<number, Waiting>();
  #socket: Promise<Socket> | undefined;
  /** Ends the present socket. */
  #end: (reason: unknown) => void = () => {};
  /** Messages that came, of whatever kind. */
  #heard = 0;
  #nextRef = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  /** @param url - The gatekeeper's. */
  constructor(url: string, openSocket: OpenSocket) {
    this.url = `${url.replace(/^http/, "ws").replace(/\/+$/, "")}${sessionPath}`;
    this.#openSocket = openSocket;
  }

  /** Whether it is worth trying. */
  get isOpen(): boolean {
    return this.#socket !== undefined || performance.now() >= this.#pausedUntil;
  }

  /**
   * What the gatekeeper hears from a worker's enclave.
   *
   * @throws `sdk.Unreachable`, `sdk.UnexpectedReply`; what gatekeeper and worker refuse with
   */
  async ask(contract: Hex, asked: SessionAsk["asked"]): Promise<Uint8Array> {
    const socket = await (this.#socket ?? this.#open());
    const ref = this.#nextRef;
    this.#nextRef = (ref + 1) % 2 ** 32;
    if (this.#waiting.size === 0) socket.hold(true);
    const replied = new Promise<SessionReply["said"]>((resolve, reject) => this.#waiting.set(ref, { resolve, reject }));
    const heard = this.#heard;
    const late = setTimeout(() => this.#isLate(ref, heard), answerMs);
    try {
      socket.send(encode(SessionAsk, { ref, contract, asked }));
      const { type, value } = await replied;
      if (type === "Answered") return value;
      throw this.#refusal(value);
    } finally {
      clearTimeout(late);
      this.#waiting.delete(ref);
      if (this.#waiting.size === 0) socket.hold(false);
    }
  }

  /** An ask that got no answer: where nothing else came either, nothing goes through any more. */
  #isLate(ref: number, heard: number): void {
    const reason = new Error(`no answer in ${answerMs} ms`);
    if (this.#heard > heard) this.#fail(ref, reason);
    else {
      this.#end(reason);
      this.#pause();
    }
  }

  #pause(): void {
    this.#pausedUntil = performance.now() + pauseMs;
  }

  #open(): Promise<Socket> {
    let resolve: (socket: Socket) => void = () => {};
    let reject: (error: CodedError) => void = () => {};
    const opening = new Promise<Socket>((...both) => ([resolve, reject] = both));
    let socket: Socket | undefined;
    let [isOpened, isOver] = [false, false];
    const end = (reason: unknown) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(late);
      this.#socket = undefined;
      if (!isOpened) this.#pause();
      reject(errors.Unreachable({ url: this.url }, reason));
      for (const ref of this.#waiting.keys()) this.#fail(ref, reason);
      socket?.close();
    };
    const late = setTimeout(() => end(new Error(`not open in ${openMs} ms`)), openMs);
    this.#socket = opening;
    this.#end = end;
    try {
      const made = this.#openSocket(this.url, {
        opened: () => {
          clearTimeout(late);
          isOpened = true;
          resolve(made);
        },
        heard: (message) => this.#hear(message),
        ended: end,
      });
      socket = made;
    } catch (cause) {
      end(cause); // a URL that is none for WebSockets, or a page that may open none
    }
    return opening;
  }

  #hear(message: Uint8Array): void {
    this.#heard++;
    const reply = read(message);
    if (reply) this.#waiting.get(reply.ref)?.resolve(reply.said);
  }

  /** @throws `sdk.UnexpectedReply` for what is none */
  #refusal(text: string): CodedError {
    const error = problemError(parseReply(text, this.url, maxProblemBytes), this.url, 500);
    return error instanceof RemoteError ? error.as(expected) : error;
  }

  #fail(ref: number, reason: unknown): void {
    this.#waiting.get(ref)?.reject(errors.Unreachable({ url: this.url }, reason));
  }
}

function read(message: Uint8Array): SessionReply | undefined {
  try {
    return decode(SessionReply, message);
  } catch {
    return undefined;
  }
}
