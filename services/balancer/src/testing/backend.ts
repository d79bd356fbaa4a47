import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { HostPort } from "@pha/service-kit/config";
import { WebSocketServer } from "ws";

/** A stand-in for a chain replica: a real server that answers with its own name. */
export interface StandIn extends AsyncDisposable, HostPort {
  readonly name: string;
  /** What came, but for probes. */
  readonly requests: IncomingMessage[];
  /** What `/readyz` answers; nothing at all when absent. */
  status: number | undefined;
  readonly server: Server;
  readonly sockets: WebSocketServer;
  /** Breaks off everything at once, as a killed process does. */
  kill(): Promise<void>;
}

/** @param answer - to everything but probes; its name when absent */
export async function startStandIn(name: string, answer?: RequestListener, port = 0): Promise<StandIn> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    if (request.url === "/readyz") return void (standIn.status && response.writeHead(standIn.status).end());
    requests.push(request);
    if (answer) return answer(request, response);
    request.resume();
    request.on("end", () => response.end(name));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, request) => {
    requests.push(request);
    socket.on("message", (message) => socket.send(`${name}: ${message}`));
  });
  const kill = async () => {
    if (!server.listening) return;
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const { port: listening } = server.address() as AddressInfo;
  const standIn: StandIn = {
    name,
    host: "127.0.0.1",
    port: listening,
    requests,
    status: 200,
    server,
    sockets,
    kill,
    [Symbol.asyncDispose]: kill,
  };
  return standIn;
}
