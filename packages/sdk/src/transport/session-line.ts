import { everywhere, RemoteError, type SessionAsk, sessionErrors, sessionPath } from "@pha/api";
import type { CodedError, Hex } from "@pha/codec";
import { problemError } from "./problem.ts";
import { maxProblemBytes, parseReply } from "./reply.ts";
import { SessionConnection } from "./session-connection.ts";
import type { OpenSocket } from "./socket.ts";

/** A line through which nothing goes is not tried again for so long: something between does not let it pass. */
const pauseMs = 30_000;

/** What a gatekeeper may refuse with. */
const expected = [...sessionErrors, ...everywhere];

/** The way to one gatekeeper's workers: a WebSocket that is opened when it is needed, and again when it has ended. */
export class SessionLine {
  readonly url: string;
  readonly #openSocket: OpenSocket;
  #connection: SessionConnection | undefined;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  /** @param url - The gatekeeper's. */
  constructor(url: string, openSocket: OpenSocket) {
    this.url = `${url.replace(/^http/, "ws").replace(/\/+$/, "")}${sessionPath}`;
    this.#openSocket = openSocket;
  }

  /** Whether it is worth trying. */
  get mayTry(): boolean {
    return this.#connection !== undefined || performance.now() >= this.#pausedUntil;
  }

  /**
   * What the gatekeeper hears from a worker's enclave.
   *
   * @throws `sdk.Unreachable`, `sdk.UnexpectedReply`; what gatekeeper and worker refuse with
   */
  async ask(contract: Hex, asked: SessionAsk["asked"]): Promise<Uint8Array> {
    const { type, value } = await (this.#connection ?? this.#connect()).ask(contract, asked);
    if (type === "Answered") return value;
    throw this.#refusal(value);
  }

  #connect(): SessionConnection {
    const made = new SessionConnection(this.url, (isBroken) => {
      if (this.#connection === made) this.#connection = undefined;
      if (isBroken) this.#pausedUntil = performance.now() + pauseMs;
    });
    this.#connection = made;
    made.open(this.#openSocket);
    return made;
  }

  /** @throws `sdk.UnexpectedReply` for what is none */
  #refusal(text: string): CodedError {
    const error = problemError(parseReply(text, this.url, maxProblemBytes), this.url, 500);
    return error instanceof RemoteError ? error.as(expected) : error;
  }
}
