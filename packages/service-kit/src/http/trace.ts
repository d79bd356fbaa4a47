import type { FastifyInstance } from "fastify";
import { continueTrace, TRACEPARENT, type Trace, withTrace } from "../trace.ts";

declare module "fastify" {
  interface FastifyRequest {
    trace: Trace;
  }
}

/** Works on each request as part of the trace it came with, or of a new one. To be added before every other hook. */
export function traceRequests(app: FastifyInstance): void {
  app.decorateRequest("trace");
  app.addHook("onRequest", (request, _, done) => {
    const header = request.headers[TRACEPARENT];
    request.trace = continueTrace(typeof header === "string" ? header : undefined);
    withTrace(request.trace, done);
  });
  // A body is read by the connection's events, which belong to no request.
  app.addHook("preValidation", (request, _, done) => withTrace(request.trace, done));
}
