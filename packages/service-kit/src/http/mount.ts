import type { JsonContext, Type } from "@pha/codec";
import type { FastifyInstance } from "fastify";
import type { Logger } from "../log.ts";
import { coerceFields } from "./coerce.ts";
import { routeSchema } from "./documentation.ts";
import type { AnyRoute } from "./route.ts";
import { sendStream } from "./stream.ts";

/** Serves routes: reads their input by its types, answers by theirs. */
export function mountRoutes(app: FastifyInstance, routes: readonly AnyRoute[], log: Logger, json: JsonContext): void {
  // The codec's types validate and write; the framework only documents.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  const stopping = new AbortController();
  app.addHook("preClose", async () => stopping.abort());

  for (const route of routes) {
    const { method, url } = route;
    app.route({
      method,
      url,
      schema: routeSchema(route),
      async handler(request, reply) {
        const input = {
          params: route.params && readFields(route.params, request.params, json),
          query: route.query && readFields(route.query, request.query, json),
          body: route.body?.fromJson(request.body, json),
        };
        if ("stream" in route) {
          const left = new AbortController();
          reply.raw.once("close", () => left.abort());
          const signal = AbortSignal.any([left.signal, stopping.signal]);
          return sendStream(reply, route.stream, route.handle({ ...input, signal }), {
            json,
            log,
            requestId: request.id,
            events: request.headers.accept?.includes("text/event-stream") ?? false,
          });
        }
        const value = await route.handle(input);
        return reply.code(route.status ?? 200).send(route.reply.toJson(value, json));
      },
    });
  }
}

function readFields<T>(type: Type<T>, given: unknown, json: JsonContext): T {
  return type.fromJson(coerceFields(type.schema, given), json);
}
