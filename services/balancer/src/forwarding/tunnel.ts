import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import { problemOf } from "@pha/api";
import type { Backend } from "../backends/backend.ts";
import { errors } from "../errors.ts";
import { attempt, hasFailed } from "./attempt.ts";
import type { ForwardDeps } from "./forward.ts";
import { answerHeaders, upgradeHeaders } from "./headers.ts";
import { join } from "./join.ts";

/** Connects a WebSocket to a backend, and passes bytes both ways until one side ends. */
export async function tunnel(deps: ForwardDeps, request: IncomingMessage, socket: Socket): Promise<void> {
  const { backends, telemetry, clientOf, stopping } = deps;
  let giveUp = () => {};
  socket.on("error", () => {}); // followed by `close`
  const tried = new Set<Backend>();
  for (;;) {
    const backend = backends.choose(tried, socket);
    if (backend === undefined || stopping.aborted) return refuse();
    tried.add(backend);
    const headers = upgradeHeaders(request, clientOf(request));
    const options = { method: request.method, path: request.url, headers, agent: false };
    const { outgoing, outcome } = attempt(backend, options);
    giveUp = () => outgoing.destroy();
    using _ = backend.use(() => giveUp());
    socket.once("close", giveUp);
    outgoing.end();
    const answer = await outcome;
    socket.off("close", giveUp);
    if (!hasFailed(answer)) return await pass(answer);
    if (socket.destroyed) return;
    if (!answer.wasSent) backends.refused(backend, answer.cause);
    telemetry.retried(backend, answer.cause);
  }

  /** Passes on the answer: 101 and what follows, or why there is no WebSocket. */
  async function pass(answer: IncomingMessage): Promise<void> {
    giveUp = () => {
      socket.destroy();
      answer.socket.destroy();
    };
    const isJoined = answer.statusCode === 101;
    const said = isJoined
      ? ["connection", "Upgrade", "upgrade", answer.headers.upgrade ?? ""]
      : ["connection", "close"];
    socket.write(head(`${answer.statusCode} ${answer.statusMessage}`, [...answerHeaders(answer), ...said]));
    if (isJoined) return await join(socket, answer.socket, stopping);
    await pipeline(answer, socket).catch(giveUp);
  }

  function refuse(): void {
    const error = errors.NoBackend();
    telemetry.refused(error);
    const body = JSON.stringify(problemOf(error));
    const length = String(Buffer.byteLength(body));
    const said = ["content-type", "application/problem+json", "content-length", length, "retry-after", "1"];
    socket.end(head("503 Service Unavailable", [...said, "connection", "close"]) + body);
  }
}

function head(status: string, headers: readonly string[]): string {
  const lines = headers.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${headers[i + 1]}\r\n`] : []));
  return `HTTP/1.1 ${status}\r\n${lines.join("")}\r\n`;
}
