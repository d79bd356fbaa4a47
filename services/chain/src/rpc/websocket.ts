import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { Connection } from "./connection.ts";
import { limits } from "./limits.ts";
import { type ServeDeps, serve } from "./serve.ts";

/** Answers JSON-RPC on WebSockets of an HTTP server, at any path. Disposing it closes all of them. */
export function serveWebSockets(server: Server, deps: ServeDeps): Disposable {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: limits.messageBytes });
  server.on("upgrade", (request, socket, head) => {
    if (sockets.clients.size >= limits.connections) return void socket.end("HTTP/1.1 503 Service Unavailable\r\n\r\n");
    sockets.handleUpgrade(request, socket, head, (client) => accept(client, deps));
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
      for (const client of sockets.clients) client.close(1001);
      sockets.close();
    },
  };
}

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
  socket.on("error", () => socket.terminate());
  socket.on("close", () => connection.closeAll());
}
