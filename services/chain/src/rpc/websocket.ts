import type { IncomingMessage, Server } from "node:http";
import { dismiss, type RawData, serveWebSockets, type Turn, type WebSocket } from "@pha/service-kit/http";
import type { Caller } from "../ledger/callers.ts";
import { Connection } from "./connection.ts";
import { limits } from "./limits.ts";
import { type ServeDeps, serve } from "./serve.ts";

/** A client that opens a connection: where it comes from, and what it may use. */
export interface Guest {
  readonly client: string;
  readonly caller: Caller;
  readonly deps: ServeDeps;
}

/** Answers JSON-RPC on WebSockets of an HTTP server, at any path. Disposing it closes all of them. */
export const serveRpcSockets = (
  server: Server,
  turn: Turn,
  welcome: (request: IncomingMessage) => Guest,
  pingMs: number = limits.pingMs,
): Disposable =>
  serveWebSockets(server, {
    ...{ limits: { ...limits, pingMs }, welcome },
    accept: (socket, guest) => accept(socket, turn, guest),
  });

/**
 * One client: its requests are answered side by side, as many at once as it may have under way. More of them come with
 * what was read before the socket paused: thousands where they are short.
 */
function accept(socket: WebSocket, turn: Turn, { deps, client, caller }: Guest): void {
  const connection = new Connection(socket, caller);
  const waiting: RawData[] = [];
  let inFlight = 0;
  let isBeginning = false;

  async function begin(): Promise<void> {
    if (isBeginning) return;
    isBeginning = true;
    for (let message = next(); message !== undefined; message = next()) {
      inFlight++;
      await turn.begin(client);
      void answer(String(message));
    }
    isBeginning = false;
  }

  const next = () => (inFlight < limits.inFlight ? waiting.shift() : undefined);

  async function answer(text: string): Promise<void> {
    const { promise: sent, resolve: onSent } = Promise.withResolvers<void>();
    const departure = { sent, left: connection.left };
    const { reply, started } = await serve(deps, text, connection, { caller, departure });
    if (reply === undefined) onSent();
    else connection.send(reply, onSent);
    for (const { start } of started) start();
    inFlight--;
    void begin();
    if (waiting.length + inFlight < limits.inFlight && socket.isPaused) socket.resume();
  }

  socket.on("message", (message) => {
    waiting.push(message);
    if (waiting.length + inFlight >= limits.inFlight) socket.pause();
    void begin();
  });
  socket.on("error", () => dismiss(socket)); // the library closes it, for what a message was
  socket.on("close", () => {
    waiting.length = 0;
    connection.closeAll();
  });
}
