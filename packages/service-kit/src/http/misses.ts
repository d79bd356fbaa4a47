import type { FastifyInstance } from "fastify";
import { errors } from "../errors.ts";
import { sendProblem } from "./problem.ts";

/** Unknown paths are 404; known paths with another method 405 with `allow`. */
export function answerMisses(app: FastifyInstance): void {
  const known: { pattern: RegExp; method: string }[] = [];
  app.addHook("onRoute", ({ url, method }) => {
    const path = url.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/:\w+/g, "[^/]+");
    if (path.includes("*")) return;
    for (const one of [method].flat()) known.push({ pattern: new RegExp(`^${path}$`), method: one });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = (request.url.split("?")[0] as string).replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
    const methods = new Set(known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    if (methods.size === 0) return sendProblem(reply, errors.RouteNotFound({ path: path.slice(0, 200) }));
    if (methods.has(request.method))
      return sendProblem(reply, errors.BadRequest({ reason: "a part of the path is too long" }));
    const allow = [...methods].join(", ");
    return sendProblem(reply.header("allow", allow), errors.MethodNotAllowed({ allow }));
  });
}
