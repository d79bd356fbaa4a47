import type { ClientRequest } from "node:http";
import type { CodedError } from "@pha/codec";
import type { FastifyReply, FastifyRequest } from "@pha/service-kit/http";
import type { Backend } from "../backends/backend.ts";
import type { Backends } from "../backends/backends.ts";
import { errors } from "../errors.ts";
import type { Telemetry } from "../telemetry.ts";
import { attempt, hasFailed } from "./attempt.ts";
import { Body } from "./body.ts";
import { requestHeaders } from "./headers.ts";
import type { Memory } from "./memory.ts";
import { passOn } from "./pass-on.ts";
import { isRepeatable, pathOf } from "./repeatable.ts";
import { rpcRefusal } from "./rpc-refusal.ts";

export interface ForwardDeps {
  readonly backends: Backends;
  readonly memory: Memory;
  readonly telemetry: Telemetry;
  /** The address of a request's client. */
  readonly clientOf: (request: FastifyRequest["raw"]) => string;
  /** Aborted when this process is asked to stop: streams without an end are cut. */
  readonly stopping: AbortSignal;
}

/**
 * Passes a request to a backend, and its answer to the client. What breaks before it is answered is tried at another
 * backend: if it was never sent, or if it may be sent twice.
 */
export async function forward(deps: ForwardDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { backends, memory, telemetry } = deps;
  const { raw } = request;
  let hasLeft = false;
  let current: ClientRequest | undefined;
  reply.raw.once("close", () => {
    hasLeft = !reply.raw.writableFinished;
    if (hasLeft) current?.destroy();
  });
  using body = new Body(raw, memory);
  const tried = new Set<Backend>();
  let lost: Error | undefined;
  for (;;) {
    const backend = backends.choose(tried, raw.socket);
    if (backend === undefined) return refuse(lost ? errors.BackendLost({}, lost) : errors.NoBackend());
    tried.add(backend);
    const headers = requestHeaders(raw, deps.clientOf(raw));
    const { outgoing, outcome } = attempt(backend, { method: raw.method, path: raw.url, headers });
    current = outgoing;
    using _ = backend.use(() => outgoing.destroy());
    body.pipe(outgoing);
    const answer = await outcome;
    if (!hasFailed(answer)) {
      reply.hijack();
      await passOn(answer, reply.raw, deps.stopping);
      outgoing.destroy();
      return reply;
    }
    body.unpipe();
    if (hasLeft) return reply.hijack();
    const { cause, wasSent } = answer;
    if (!wasSent) backends.refused(backend, cause);
    else lost = cause;
    const mayRepeat = body.isKept && (!wasSent || isRepeatable(request.method, request.url, body.text));
    if (!mayRepeat) return refuse(errors.BackendLost({}, cause));
    telemetry.retried(backend, cause);
  }

  function refuse(error: CodedError): FastifyReply {
    telemetry.refused(error);
    reply.header("retry-after", "1");
    if (request.method !== "POST" || pathOf(request.url) !== "/") throw error;
    return reply.code(error.status).type("application/json").send(rpcRefusal(error, body.text));
  }
}
