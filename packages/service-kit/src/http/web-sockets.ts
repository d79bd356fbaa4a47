import type { IncomingMessage, Server } from "node:http";
import { WebSocket, WebSocketServer } from "ws";
import { HeldOpen } from "./held-open.ts";
import { KeepAlive } from "./keep-alive.ts";

export type { RawData, WebSocket } from "ws";

const TOO_LARGE = 1009;

/** How much of WebSockets there may be. */
export interface WebSocketLimits {
  readonly messageBytes: number;
  readonly connections: number;
  /** Of them, from one address. */
  readonly connectionsOfClient: number;
  /** A connection is asked for a sign of life this often, and closed when none has come by the next time. */
  readonly pingMs: number;
}

/** Who opens a connection: where it comes from, and what a service knows besides. */
export interface Guest {
  readonly client: string;
}

/** What serves WebSockets. */
export interface WebSocketOptions<G extends Guest> {
  readonly limits: WebSocketLimits;
  /** The only path at which there are some; any when absent. */
  readonly path?: string;
  readonly welcome: (request: IncomingMessage) => G;
  readonly accept: (socket: WebSocket, guest: G) => void;
}

/** Serves WebSockets of an HTTP server. Disposing it closes all of them. */
export function serveWebSockets<G extends Guest>(server: Server, options: WebSocketOptions<G>): Disposable {
  const { limits, path, welcome, accept } = options;
  /** Says why it closes when a message is too large: nobody but the protocol's reader sees such a one. */
  class Client extends WebSocket {
    override close(code?: number, reason?: string | Buffer): void {
      super.close(code, code === TOO_LARGE ? `a message has at most ${limits.messageBytes} bytes` : reason);
    }
  }
  const settings = { noServer: true, perMessageDeflate: false, maxPayload: limits.messageBytes, WebSocket: Client };
  const sockets = new WebSocketServer(settings);
  const alive = new KeepAlive(sockets.clients, limits.pingMs);
  const open = new HeldOpen(limits.connectionsOfClient);
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy()); // nobody else listens to it yet
    if (request.socket.remoteAddress === undefined) return void socket.destroy(); // whoever it was has gone
    if (path !== undefined && request.url?.split("?")[0] !== path) return void socket.end(elsewhere(path));
    const guest = welcome(request);
    if (sockets.clients.size >= limits.connections) return void socket.end(full("This service", limits.connections));
    const end = open.open(guest.client);
    if (end === undefined) return void socket.end(full("Your address", limits.connectionsOfClient));
    socket.once("close", end);
    sockets.handleUpgrade(request, socket, head, (client) => {
      alive.watch(client);
      accept(client, guest);
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

const refusal = (status: string, text: string): string =>
  [`HTTP/1.1 ${status}`, "content-type: text/plain", "connection: close", "", `${text}\n`].join("\r\n");

const elsewhere = (path: string): string => refusal("404 Not Found", `There are WebSockets at ${path} alone.`);

const full = (who: string, count: number): string =>
  refusal(
    "503 Service Unavailable",
    `${who} has ${count} connections, as many as it may. Close some, or try again later.`,
  );
