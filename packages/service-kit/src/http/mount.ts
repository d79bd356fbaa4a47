import type { FastifyInstance } from "fastify";
import { errors } from "../errors.ts";
import { LINES } from "./answer-lines.ts";
import { departureOf } from "./departure.ts";
import { routeSchema } from "./documentation.ts";
import { HeldOpen } from "./held-open.ts";
import { inputReader } from "./input-of.ts";
import { isStream, type Route } from "./route.ts";
import { serveReply } from "./serve-reply.ts";
import { MAX_STREAMS, serveStream } from "./serve-stream.ts";
import type { MountOptions, Serving } from "./serving.ts";

/** Serves routes: reads their input by the declared types, answers by theirs. */
export function mountRoutes(app: FastifyInstance, routes: readonly Route[], options: MountOptions): void {
  const { json, clientOf, rate, refuseStranger } = options;
  // The codec's types validate and write; the framework only documents.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  const stopping = new AbortController();
  app.addHook("preClose", async () => stopping.abort());
  takeLines(app, routes);

  const serving: Serving = { ...options, streams: new HeldOpen(MAX_STREAMS), stopping: stopping.signal };
  for (const route of routes) {
    const { endpoint } = route;
    const read = inputReader(endpoint, json);
    const serve = isStream(route) ? serveStream(route, serving) : serveReply(route, serving);
    app.route({
      method: endpoint.method,
      url: endpoint.path,
      schema: routeSchema(endpoint),
      config: { endpoint },
      bodyLimit: endpoint.maxBodyBytes,
      async handler(request, reply) {
        const refused = (route.local && refuseStranger(request.headers)) || route.guard?.(request.headers);
        if (refused) throw refused;
        const input = read(request);
        const client = clientOf(request.raw);
        const compute = <T>(work: () => T): T => (rate ? rate.compute(client, work) : work());
        return serve({ request, reply, client, input, compute, ...departureOf(reply.raw) });
      },
    });
  }
}

/** Lets bodies of JSON lines come to the endpoints that take them, and to no others. */
function takeLines(app: FastifyInstance, routes: readonly Route[]): void {
  const takesLines = new Set(
    routes.flatMap(({ endpoint }) => ("lines" in endpoint && endpoint.lines ? [keyOf(endpoint)] : [])),
  );
  app.addContentTypeParser(LINES, (request, body, done) => {
    const isTaken = takesLines.has(keyOf({ method: request.method, path: request.routeOptions.url }));
    done(isTaken ? null : errors.UnsupportedMediaType(), body);
  });
}

const keyOf = ({ method, path }: { readonly method: string; readonly path: string | undefined }) => `${method} ${path}`;
