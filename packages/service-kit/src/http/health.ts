import type { FastifyInstance } from "fastify";
import type { HttpOptions } from "./server.ts";

/** Named conditions of serving; each throws, or rejects, while it does not hold. */
export type Checks = Readonly<Record<string, () => unknown>>;

const CHECK_MS = 2_000;

/** `/healthz` (the process answers), `/readyz` (it serves, or what it lacks), `/metrics`. */
export function addHealth(app: FastifyInstance, { checks, metrics }: Pick<HttpOptions, "checks" | "metrics">): void {
  app.get("/healthz", { schema: { hide: true } }, () => ({ status: "alive" }));
  app.get("/readyz", { schema: { hide: true } }, async (_, reply) => {
    const names = Object.keys(checks);
    const results = await Promise.all(Object.values(checks).map(outcome));
    const ready = results.every((result) => result === "ok");
    reply.code(ready ? 200 : 503);
    return {
      status: ready ? "ready" : "not ready",
      checks: Object.fromEntries(names.map((name, i) => [name, results[i]])),
    };
  });
  app.get("/metrics", { schema: { hide: true } }, async (_, reply) => {
    reply.type(metrics.contentType);
    return metrics.metrics();
  });
}

async function outcome(check: () => unknown): Promise<string> {
  const late = AbortSignal.timeout(CHECK_MS);
  const timeout = new Promise<never>((_, reject) =>
    late.addEventListener("abort", () => reject(new Error(`no answer in ${CHECK_MS} ms`)), { once: true }),
  );
  try {
    await Promise.race([(async () => check())(), timeout]);
    return "ok";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
