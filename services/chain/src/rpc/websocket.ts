import type { IncomingMessage, Server } from "node:http";
import { HeldOpen, type Turn } from "@pha/service-kit/http";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import type { Caller } from "../ledger/callers.ts";
import { Connection, dismiss } from "./connection.ts";
import { KeepAlive } from "./keep-alive.ts";
import { limits } from "./limits.ts";
import { type ServeDeps, serve } from "./serve.ts";

const TOO_LARGE = 1009;

/** A WebSocket that says why it closes when a message is too large: nobody but the protocol's reader sees such a one. */
class Client extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, code === TOO_LARGE ? `a message has at most ${limits.messageBytes} bytes` : reason);
  }
}

/** A client that opens a connection: where it comes from, and what it may use. */
export interface Guest {
  readonly client: string;
  readonly caller: Caller;
  readonly deps: ServeDeps;
}

/** Answers JSON-RPC on WebSockets of an HTTP server, at any path. Disposing it closes all of them. */
export function serveWebSockets(
  server: Server,
  turn: Turn,
  welcome: (request: IncomingMessage) => Guest,
  pingMs: number = limits.pingMs,
): Disposable {
  const options = { noServer: true, perMessageDeflate: false, maxPayload: limits.messageBytes, WebSocket: Client };
  const sockets = new WebSocketServer(options);
  const alive = new KeepAlive(sockets.clients, pingMs);
  const open = new HeldOpen(limits.connectionsOfClient);
  server.on("upgrade", (request, socket, head) => {
    const guest = welcome(request);
    if (sockets.clients.size >= limits.connections) return void socket.end(full("This service", limits.connections));
    const end = open.open(guest.client);
    if (end === undefined) return void socket.end(full("Your address", limits.connectionsOfClient));
    socket.once("close", end);
    sockets.handleUpgrade(request, socket, head, (client) => {
      alive.watch(client);
      accept(client, turn, guest);
    });
  });
  return {
    [Symbol.dispose]() {
      alive[Symbol.dispose]();
      for (const client of sockets.clients) client.close(1001, "the service stops");
      sockets.close();
    },
  };
}

const full = (who: string, count: number) =>
  [
    "HTTP/1.1 503 Service Unavailable",
    "content-type: text/plain",
    "connection: close",
    "",
    `${who} has ${count} connections, as many as it may. Close some, or try again later.\n`,
  ].join("\r\n");

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
