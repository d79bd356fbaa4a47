import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { errors } from "../errors.ts";

/** How an answer leaves. */
export interface Departure {
  /** Resolves when it has been sent, or cannot be. */
  readonly sent: Promise<void>;
  /** Aborted, with `service-kit.ClientLeft`, when nobody waits for it any more. */
  readonly left: AbortSignal;
}

/**
 * Of an answer that may wait behind others of its connection: such a one is not told by Node that the connection has
 * closed.
 */
export function departureOf(answer: ServerResponse): Departure {
  const { promise: sent, resolve } = Promise.withResolvers<void>();
  const leaving = new AbortController();
  const { socket } = answer.req;
  const end = () => {
    forget();
    if (!answer.writableFinished) leaving.abort(errors.ClientLeft());
    resolve();
  };
  const forget = onceClosed(socket, end);
  if (answer.closed || socket.destroyed) end();
  else answer.once("close", end);
  return { sent, left: leaving.signal };
}

/** What waits for connections to close. A connection has one listener, however many requests are under way on it. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/** @returns a way to wait no longer */
function onceClosed(socket: Socket, tell: () => void): () => void {
  const all = waiting.get(socket) ?? new Set();
  if (!waiting.has(socket)) {
    waiting.set(socket, all);
    socket.once("close", () => {
      for (const one of [...all]) one();
    });
  }
  all.add(tell);
  return () => all.delete(tell);
}
