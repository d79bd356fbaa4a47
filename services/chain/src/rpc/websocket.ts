import type { Server } from "node:http";
import { WebSocket, WebSocketServer } from "ws";
import { Connection, dismiss } from "./connection.ts";
import { limits } from "./limits.ts";
import { type ServeDeps, serve } from "./serve.ts";

const TOO_LARGE = 1009;

/** A WebSocket that says why it closes when a message is too large: nobody but the protocol's reader sees such a one. */
class Client extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, code === TOO_LARGE ? `a message has at most ${limits.messageBytes} bytes` : reason);
  }
}

/**
 * Answers JSON-RPC on WebSockets of an HTTP server, at any path, with what a page of this origin may use. Disposing it
 * closes all of them.
 */
export function serveWebSockets(server: Server, servingTo: (origin: string | undefined) => ServeDeps): Disposable {
  const options = { noServer: true, perMessageDeflate: false, maxPayload: limits.messageBytes, WebSocket: Client };
  const sockets = new WebSocketServer(options);
  server.on("upgrade", (request, socket, head) => {
    if (sockets.clients.size >= limits.connections) return void socket.end(full);
    sockets.handleUpgrade(request, socket, head, (client) => accept(client, servingTo(request.headers.origin)));
  });
  const silent = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const client of sockets.clients) {
      if (silent.has(client)) client.terminate();
      silent.add(client);
      client.ping();
    }
  }, limits.pingMs);
  sockets.on("connection", (client) => client.on("pong", () => silent.delete(client)));
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      for (const client of sockets.clients) client.close(1001, "the service stops");
      sockets.close();
    },
  };
}

const full = [
  "HTTP/1.1 503 Service Unavailable",
  "content-type: text/plain",
  "connection: close",
  "",
  `This service has ${limits.connections} connections, as many as it takes. Try again later.\n`,
].join("\r\n");

/** One client: its requests are answered side by side, as many at once as it may have under way. */
function accept(socket: WebSocket, deps: ServeDeps): void {
  const connection = new Connection(socket);
  let inFlight = 0;
  socket.on("message", async (message) => {
    if (++inFlight >= limits.inFlight) socket.pause();
    const { reply, started } = await serve(deps, String(message), connection);
    if (reply !== undefined) connection.send(reply);
    for (const { start } of started) start();
    if (--inFlight < limits.inFlight && socket.isPaused) socket.resume();
  });
  socket.on("error", () => dismiss(socket)); // the library closes it, for what a message was
  socket.on("close", () => connection.closeAll());
}
