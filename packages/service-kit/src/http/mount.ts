import type { JsonContext, Type } from "@pha/codec";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { errors } from "../errors.ts";
import { answerLines, hasLines, LINES } from "./answer-lines.ts";
import { coerceFields } from "./coerce.ts";
import { routeSchema } from "./documentation.ts";
import type { Explain } from "./problem.ts";
import type { AnyRoute } from "./route.ts";
import { sendStream } from "./stream.ts";

export interface MountOptions {
  readonly json: JsonContext;
  readonly explain: (request: FastifyRequest) => Explain;
  readonly maxBodyBytes: number;
}

/** Serves routes: reads their input by its types, answers by theirs. */
export function mountRoutes(app: FastifyInstance, routes: readonly AnyRoute[], options: MountOptions): void {
  const { json, explain, maxBodyBytes } = options;
  // The codec's types validate and write; the framework only documents.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  const stopping = new AbortController();
  app.addHook("preClose", async () => stopping.abort());
  const takesLines = new Set(routes.filter((route) => "lines" in route).map(({ method, url }) => `${method} ${url}`));
  app.addContentTypeParser(LINES, (request, body, done) => {
    const isTaken = takesLines.has(`${request.method} ${request.routeOptions.url}`);
    done(isTaken ? null : errors.UnsupportedMediaType(), body);
  });

  for (const route of routes) {
    const { method, url } = route;
    app.route({
      method,
      url,
      schema: routeSchema(route),
      async handler(request, reply) {
        const fields = {
          params: route.params && readFields(route.params, request.params, json),
          query: route.query && readFields(route.query, request.query, json),
        };
        const readBody = (body: unknown) => ({ ...fields, body: route.body?.fromJson(body, json) });
        if ("stream" in route) {
          const left = new AbortController();
          reply.raw.once("close", () => left.abort());
          const signal = AbortSignal.any([left.signal, stopping.signal]);
          return sendStream(reply, route.stream, route.handle({ ...readBody(request.body), signal }), {
            json,
            explain: explain(request),
            events: request.headers.accept?.includes("text/event-stream") ?? false,
          });
        }
        const answer = async (body: unknown) => route.reply.toJson(await route.handle(readBody(body)), json);
        if (route.lines && hasLines(request))
          return answerLines(request, reply, {
            answer,
            explain: explain(request),
            maxLineBytes: maxBodyBytes,
            stopping: stopping.signal,
          });
        return reply.code(route.status ?? 200).send(await answer(request.body));
      },
    });
  }
}

function readFields<T>(type: Type<T>, given: unknown, json: JsonContext): T {
  return type.fromJson(coerceFields(type.schema, given), json);
}
