import { problemOf, SessionAsk, SessionReply, sessionPath } from "@pha/api";
import { CodedError, decodeIf, encode } from "@pha/codec";
import { maxQueryBytes } from "@pha/limits";
import {
  type HttpServer,
  internalError,
  type RawData,
  sendBounded,
  serveSideBySide,
  serveWebSockets,
  type WebSocket,
} from "@pha/service-kit/http";
import type { Logger } from "@pha/service-kit/log";
import type { AskFrame } from "../broker/ask-frame.ts";
import type { AskQuery } from "../broker/ask-query.ts";
import { errors } from "../errors.ts";

const limits = {
  messageBytes: maxQueryBytes + 1_024,
  connections: 1_000,
  connectionsOfClient: 64,
  /** A connection is asked for a sign of life this often, and closed when none has come by the next time. */
  pingMs: 30_000,
  /** Messages of one connection that may be under way before it is no longer read from. */
  inFlight: 64,
  /** Unread bytes at which a connection is cut off. */
  unreadBytes: 8 * maxQueryBytes,
};

/** Close code for a message that is none. */
const UNREADABLE = 1007;

export interface SessionSocketDeps {
  readonly log: Logger;
  readonly askQuery: AskQuery;
  readonly askFrame: AskFrame;
}

/** Serves the WebSockets that carry query sessions: whatever passes is encrypted between client and enclave. */
export function mountSessionSockets(http: HttpServer, deps: SessionSocketDeps): void {
  const sockets = serveWebSockets(http.server, {
    limits,
    path: sessionPath,
    welcome: (request) => ({ client: http.clientOf(request) }),
    accept: (socket, { client }) => accept(socket, client, http, deps),
  });
  http.app.addHook("preClose", async () => sockets[Symbol.dispose]());
}

/** One client: what it sends is passed on side by side. */
function accept(socket: WebSocket, client: string, { turn, rate }: HttpServer, deps: SessionSocketDeps): void {
  async function take(message: RawData): Promise<void> {
    const ask = decodeIf(SessionAsk, message as Uint8Array);
    if (!ask) return socket.close(UNREADABLE, "a message is a SessionAsk in SCALE");
    const said = await answer(ask);
    sendBounded(socket, encode(SessionReply, { ref: ask.ref, said }), limits.unreadBytes);
  }

  /** What comes of a message: every failure is told. */
  async function answer(ask: SessionAsk): Promise<SessionReply["said"]> {
    try {
      rate?.take(client);
      const value = await pass(ask);
      if (value.length > maxQueryBytes) throw errors.AnswerLost(); // no worker that is as it should be makes such a one
      return { type: "Answered", value };
    } catch (error) {
      const told = error instanceof CodedError ? error : internalError(error, deps.log, "a session's message failed");
      return { type: "Refused", value: JSON.stringify(problemOf(told)) };
    }
  }

  function pass({ contract, asked }: SessionAsk): Promise<Uint8Array> {
    if (asked.type === "Frame") return deps.askFrame({ contract, ...asked.value }, client);
    const { worker, ...sealed } = asked.value;
    return deps.askQuery({ contract, ...sealed }, client, { type: "Session", worker });
  }

  const onFault = (error: unknown) => deps.log.error({ err: error }, "a session's message failed");
  serveSideBySide(socket, { ...{ client, turn, answer: take, onFault }, inFlight: limits.inFlight });
}
