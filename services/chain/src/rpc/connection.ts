import { randomBytes } from "node:crypto";
import { serviceErrors } from "@pha/api";
import { type Hex, toHex } from "@pha/codec";
import { sendBounded, type WebSocket } from "@pha/service-kit/http";
import { anyone, type Caller } from "../ledger/callers.ts";
import { BlockReads } from "./block-reads.ts";
import { errors } from "./errors.ts";
import { limits } from "./limits.ts";

/** Reads one page, as one request may. */
export type Read = <T>(work: () => Promise<T>) => Promise<T>;

/** Hands one result to the subscriber. */
export type Push = (result: unknown) => void;

/** Something that keeps running on a connection until it is stopped. */
export interface Subscription {
  /** Begins to push. Called once, after the subscriber has been told the subscription's id. */
  start(): void;
  stop(): void;
}

/** Something to do behind a reply, or instead when it cannot be sent. */
export interface Afterwards {
  readonly start: () => void;
  readonly cancel: () => void;
}

/** A result after which something starts: the client hears of the id before it hears from the subscription. */
export class Started implements Afterwards {
  readonly result: unknown;
  readonly start: () => void;
  /** Undoes it when the result cannot be sent. */
  readonly cancel: () => void;

  constructor(result: unknown, start: () => void, cancel: () => void) {
    this.result = result;
    this.start = start;
    this.cancel = cancel;
  }
}

/** One WebSocket and what runs on it. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #subscriptions = new Map<string, { readonly name: string; readonly subscription: Subscription }>();

  readonly #reads = new BlockReads();
  /** By the number of the ping whose answer they wait for. */
  readonly #awaiting = new Map<number, () => void>();
  #pings = 0;
  readonly #leaving = new AbortController();

  readonly #caller: Caller;
  #sent = Promise.resolve();

  constructor(socket: WebSocket, caller: Caller = anyone) {
    this.#socket = socket;
    this.#caller = caller;
    socket.on("pong", (number) => this.#hear(Number(number)));
  }

  /**
   * Reads for something that runs here, as one request may. What it tells is bounded by what its client leaves unread.
   *
   * @throws `service-kit.TooMuchAsked`, `service-kit.TooManyRequests`, `service-kit.ClientLeft`
   */
  readonly read: Read = (work) => this.#caller.within({ sent: Promise.resolve(), left: this.left }, work);

  /** Aborted when the client has left. */
  get left(): AbortSignal {
    return this.#leaving.signal;
  }

  /** Resolves when all that was sent so far is on its way: what tells much waits for its reader. */
  flushed(): Promise<void> {
    return this.#sent;
  }

  /** Sends one message. A reader that leaves too much unread is cut off: it can come back and catch up. */
  send(message: string, onSent: () => void = () => {}): void {
    this.#sent = new Promise((resolve) => {
      sendBounded(this.#socket, message, limits.unreadBytes, () => {
        onSent();
        resolve();
      });
    });
  }

  /**
   * Opens a subscription whose results are sent as notifications named `name`.
   *
   * @throws `rpc.TooManySubscriptions`; `service-kit.ClientLeft` where nobody would ever end it
   */
  open(name: string, make: (push: Push, id: string) => Subscription): Started {
    this.left.throwIfAborted();
    if (this.#subscriptions.size >= limits.subscriptions) {
      throw errors.TooManySubscriptions({ limit: limits.subscriptions });
    }
    const id = toHex(randomBytes(8)).slice(2);
    const push: Push = (result) =>
      this.send(JSON.stringify({ jsonrpc: "2.0", method: name, params: { subscription: id, result } }));
    const subscription = make(push, id);
    this.#subscriptions.set(id, { name, subscription });
    const start = () => {
      if (this.#subscriptions.has(id)) subscription.start();
    };
    return new Started(id, start, () => this.close(id));
  }

  find(id: string): Subscription | undefined {
    return this.#subscriptions.get(id)?.subscription;
  }

  /** How many subscriptions are of one class. */
  count(kind: new (...args: never[]) => Subscription): number {
    let count = 0;
    for (const { subscription } of this.#subscriptions.values()) if (subscription instanceof kind) count++;
    return count;
  }

  /** Ends a subscription; false when there is none of this id. */
  close(id: string): boolean {
    const subscription = this.find(id);
    this.#subscriptions.delete(id);
    subscription?.stop();
    return subscription !== undefined;
  }

  /** Ends a subscription if its notifications have this name: an id of another kind is none. */
  closeNamed(name: string, id: string): boolean {
    return this.#subscriptions.get(id)?.name === name && this.close(id);
  }

  /** A request has come; the result, if there is one, is to be called behind its answer. */
  note(method: string, params: readonly unknown[]): (() => void) | undefined {
    return this.#reads.note(method, params);
  }

  /** Waits until the client, which has just been told of a block, has read it, if it is one that does. */
  untilRead(block: Hex, signal: AbortSignal): Promise<void> {
    return this.#reads.settled(block, () => this.#roundTrip(), signal);
  }

  /** Waits until the client has got all that was sent so far: it answers a ping behind it. */
  #roundTrip(): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return Promise.resolve();
    const number = ++this.#pings;
    this.#socket.ping(String(number));
    return new Promise((resolve) => this.#awaiting.set(number, resolve));
  }

  /** Of several pings a client may answer the newest alone. */
  #hear(number: number): void {
    for (const [awaited, resolve] of this.#awaiting) {
      if (awaited > number) continue;
      this.#awaiting.delete(awaited);
      resolve();
    }
  }

  /** The client has left: ends everything that runs here. */
  closeAll(): void {
    this.#leaving.abort(serviceErrors.ClientLeft());
    this.#hear(Number.POSITIVE_INFINITY);
    for (const id of [...this.#subscriptions.keys()]) this.close(id);
  }
}
