import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { WebSocketServer } from "ws";

/** A stand-in for a replica: a real server that answers with its own address. */
export interface StandIn extends AsyncDisposable {
  readonly address: string;
  /** What came, but for health checks. */
  readonly requests: IncomingMessage[];
  readonly sockets: WebSocketServer;
  /** What `/readyz` answers; nothing at all when absent. */
  status: number | undefined;
  /** To everything but health checks. */
  answer: RequestListener;
  /** Breaks off everything at once, as a killed process does. */
  kill(): Promise<void>;
}

/** @param address - of the loopback network: `127.0.0.2` */
export async function startStandIn(address: string, port: number, answer?: RequestListener): Promise<StandIn> {
  const server = createServer((request, response) => {
    if (request.url === "/readyz") return void (standIn.status && response.writeHead(standIn.status).end());
    standIn.requests.push(request);
    standIn.answer(request, response);
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, request) => {
    standIn.requests.push(request);
    socket.on("message", (message) => socket.send(`${address}: ${message}`));
  });
  const kill = async () => {
    if (!server.listening) return;
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  const standIn: StandIn = {
    address,
    requests: [],
    sockets,
    status: 200,
    answer: answer ?? ((request, response) => request.resume().on("end", () => response.end(address))),
    kill,
    [Symbol.asyncDispose]: kill,
  };
  server.listen(port, address);
  await once(server, "listening");
  return standIn;
}
