import type { IncomingMessage, Server } from "node:http";
import { type RawData, serveSideBySide, serveWebSockets, type Turn, type WebSocket } from "@pha/service-kit/http";
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

function accept(socket: WebSocket, turn: Turn, { deps, client, caller }: Guest): void {
  const connection = new Connection(socket, caller);

  async function answer(message: RawData): Promise<void> {
    const { promise: sent, resolve: onSent } = Promise.withResolvers<void>();
    const departure = { sent, left: connection.left };
    const { reply, started } = await serve(deps, String(message), connection, { caller, departure });
    if (reply === undefined) onSent();
    else connection.send(reply, onSent);
    for (const { start } of started) start();
  }

  const onFault = (error: unknown) => deps.reportBug(error, "WebSocket");
  serveSideBySide(socket, { ...{ client, turn, answer, onFault }, inFlight: limits.inFlight });
  socket.on("close", () => connection.closeAll());
}
