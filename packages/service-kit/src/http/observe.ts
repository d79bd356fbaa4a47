import type { FastifyInstance } from "fastify";
import { Histogram } from "prom-client";
import { withTrace } from "../trace.ts";
import type { HttpOptions } from "./server.ts";

/** Counts and times every answer by route pattern, and writes a debug line. */
export function observeRequests(
  app: FastifyInstance,
  { service, metrics, log }: Pick<HttpOptions, "service" | "metrics" | "log">,
): void {
  const seconds = new Histogram({
    name: `${service.replaceAll("-", "_")}_http_request_seconds`,
    help: "Time to answer an HTTP request.",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [metrics],
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unknown";
    const { method } = request;
    const status = reply.statusCode;
    seconds.observe({ method, route, status }, reply.elapsedTime / 1000);
    const ms = Math.round(reply.elapsedTime);
    withTrace(request.trace, () => log.debug({ method, route, status, ms }, "request answered"));
  });
}
