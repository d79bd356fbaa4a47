import { gatekeeperApi, SessionAsk, SessionReply } from "@pha/api";
import { type CodedError, decodeIf, encode, type Hex } from "@pha/codec";
import { errors } from "../errors.ts";
import type { OpenSocket, Socket } from "./socket.ts";

const { timeoutMs } = gatekeeperApi.contracts.query;
const openMs = 5_000;
/** For so long a connection waits for the next ask: a gatekeeper has room for so many, and another opens soon. */
const idleMs = 60_000;

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: CodedError) => void;
}

/** One WebSocket of a gatekeeper's, with many asks under way: it ends once, and all of them with it. */
export class SessionConnection {
  readonly #url: string;
  readonly #onEnd: (isBroken: boolean) => void;
  readonly #asks = new Map<number, Waiting<SessionReply["said"]>>();
  readonly #opened: Promise<Socket>;
  #opening: Waiting<Socket> | undefined;
  #openTimer: ReturnType<typeof setTimeout> | undefined;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #socket: Socket | undefined;
  #isOver = false;
  /** Messages that came, of whatever kind. */
  #heard = 0;
  #nextRef = 0;

  /** @param onEnd - hears once that it is over, and whether that is because nothing goes through */
  constructor(url: string, onEnd: (isBroken: boolean) => void) {
    this.#url = url;
    this.#onEnd = onEnd;
    this.#opened = new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
    });
  }

  /** Called once: what asks before waits for it. */
  open(openSocket: OpenSocket): void {
    this.#openTimer = setTimeout(() => this.#end(new Error(`not open in ${openMs} ms`)), openMs);
    try {
      const socket = openSocket(this.#url, {
        opened: () => this.#isOpen(socket),
        heard: (message) => this.#hear(message),
        ended: (reason) => this.#end(reason),
      });
      this.#socket = socket;
    } catch (cause) {
      this.#end(cause); // a URL that is none for WebSockets, or a page that may open none
    }
  }

  /** @throws `sdk.Unreachable` */
  async ask(contract: Hex, asked: SessionAsk["asked"]): Promise<SessionReply["said"]> {
    const socket = await this.#opened;
    const ref = this.#nextRef;
    this.#nextRef = (ref + 1) % 2 ** 32;
    clearTimeout(this.#idleTimer);
    if (this.#asks.size === 0) socket.hold(true);
    const replied = new Promise<SessionReply["said"]>((resolve, reject) => this.#asks.set(ref, { resolve, reject }));
    const heard = this.#heard;
    const timer = setTimeout(() => this.#isLate(ref, heard), timeoutMs);
    try {
      socket.send(encode(SessionAsk, { ref, contract, asked }));
      return await replied;
    } finally {
      clearTimeout(timer);
      this.#asks.delete(ref);
      if (this.#asks.size === 0) this.#rest(socket);
    }
  }

  /** No process lives on for it, nor for the time until it ends. */
  #rest(socket: Socket): void {
    socket.hold(false);
    if (this.#isOver) return;
    this.#idleTimer = setTimeout(() => this.#end(new Error(`nothing was asked in ${idleMs} ms`)), idleMs);
    const timer: { unref?(): unknown } = Object(this.#idleTimer); // pages have none
    timer.unref?.();
  }

  #isOpen(socket: Socket): void {
    clearTimeout(this.#openTimer);
    this.#opening?.resolve(socket);
    this.#opening = undefined;
  }

  #hear(message: Uint8Array): void {
    this.#heard++;
    const reply = decodeIf(SessionReply, message);
    if (reply) this.#asks.get(reply.ref)?.resolve(reply.said);
  }

  /** An ask that got no answer: where nothing else came either, nothing goes through any more. */
  #isLate(ref: number, heard: number): void {
    const reason = new Error(`no answer in ${timeoutMs} ms`);
    if (this.#heard > heard) this.#asks.get(ref)?.reject(this.#unreachable(reason));
    else this.#end(reason, true);
  }

  #end(reason: unknown, isBroken = this.#opening !== undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#openTimer);
    clearTimeout(this.#idleTimer);
    this.#onEnd(isBroken);
    const error = this.#unreachable(reason);
    this.#opening?.reject(error);
    for (const { reject } of this.#asks.values()) reject(error);
    this.#socket?.close();
  }

  #unreachable(reason: unknown): CodedError {
    return errors.Unreachable({ url: this.#url }, reason);
  }
}
