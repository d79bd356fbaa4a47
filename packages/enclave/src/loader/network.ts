import type { MessagePort } from "node:worker_threads";
import type { HttpAnswer, HttpRequest } from "../program.ts";
import { exchange } from "./http.ts";
import { Line } from "./line.ts";
import type { FromNetwork, ToNetwork } from "./network-protocol.ts";

/** The thread in which TLS ends and HTTP is read: what servers send meets Node's own code in a realm that has no program. */
export function serveNetwork(core: MessagePort): void {
  const running = new Map<number, { readonly line: Line; readonly cancel: (answer: HttpAnswer) => void }>();
  const tell = (message: FromNetwork) => core.postMessage(message);

  async function begin(id: number, request: HttpRequest): Promise<void> {
    const line = new Line({
      read: () => tell({ id, type: "read" }),
      write: (bytes) => tell({ id, type: "write", bytes }),
    });
    const cancelled = Promise.withResolvers<HttpAnswer>();
    running.set(id, { line, cancel: cancelled.resolve });
    const answer = await Promise.race([exchange(request, line), cancelled.promise]);
    running.delete(id);
    line.destroy();
    tell({ id, type: "answer", answer });
  }

  core.on("message", (message: ToNetwork) => {
    const { id } = message;
    const one = running.get(id);
    if (message.type === "begin") void begin(id, message.request);
    else if (message.type === "bytes") one?.line.receive(message.bytes);
    else if (message.type === "sent") one?.line.sent();
    else one?.cancel({ failed: "Cut", reason: "connection" });
  });
}
