import { createServer, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";

/** What came by one request. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP server that takes what hooks bring, or does not. */
export interface Receiver extends AsyncDisposable {
  readonly port: number;
  readonly received: Received[];
  /** What it answers with; it is silent while there is none. */
  status: number | undefined;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    if (receiver.status === undefined) return;
    response.writeHead(receiver.status, { location: "/elsewhere" }).end("what nobody reads".repeat(10_000));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: Receiver = {
    port: (server.address() as { port: number }).port,
    received,
    status: 204,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
