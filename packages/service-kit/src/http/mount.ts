import type { IncomingMessage } from "node:http";
import type { Fields, Placed, RequestContext, StreamContext } from "@pha/api";
import { type JsonContext, type StructOf, struct, type Type } from "@pha/codec";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { errors } from "../errors.ts";
import { answerLines, hasLines, LINES } from "./answer-lines.ts";
import { coerceFields } from "./coerce.ts";
import { departureOf } from "./departure.ts";
import { routeSchema } from "./documentation.ts";
import { HeldOpen } from "./held-open.ts";
import type { Explain } from "./problem.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { Route, Within } from "./route.ts";
import type { RefuseStranger } from "./strangers.ts";
import { EVENTS, sendStream } from "./stream.ts";
import type { Turn } from "./turn.ts";

export interface MountOptions {
  readonly json: JsonContext;
  readonly explain: (request: FastifyRequest) => Explain;
  readonly clientOf: (request: IncomingMessage) => string;
  readonly within: Within;
  readonly rate: RateLimit | undefined;
  readonly turn: Turn;
  readonly refuseStranger: RefuseStranger;
}

/** Serves routes: reads their input by the declared types, answers by theirs. */
export function mountRoutes(app: FastifyInstance, routes: readonly Route[], options: MountOptions): void {
  const { json, explain, clientOf, within, rate, turn, refuseStranger } = options;
  // The codec's types validate and write; the framework only documents.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  const stopping = new AbortController();
  const streams = new HeldOpen(MAX_STREAMS);
  app.addHook("preClose", async () => stopping.abort());
  const takesLines = new Set(
    routes.flatMap(({ endpoint }) => ("lines" in endpoint && endpoint.lines ? [keyOf(endpoint)] : [])),
  );
  app.addContentTypeParser(LINES, (request, body, done) => {
    const isTaken = takesLines.has(keyOf({ method: request.method, path: request.routeOptions.url }));
    done(isTaken ? null : errors.UnsupportedMediaType(), body);
  });

  for (const route of routes) {
    const { endpoint } = route;
    const readPath = reader(endpoint.params, json);
    const readQuery = reader(endpoint.query, json);
    const bodyType = struct(endpoint.body as Fields);
    const takesBody = Object.keys(endpoint.body).length > 0;
    app.route({
      method: endpoint.method,
      url: endpoint.path,
      schema: routeSchema(endpoint),
      config: { endpoint },
      bodyLimit: endpoint.maxBodyBytes,
      async handler(request, reply) {
        const refused = route.local ? refuseStranger(request.headers) : undefined;
        if (refused) throw refused;
        const fields = { ...readPath(request.params), ...readQuery(request.query) };
        const inputWith = (body: unknown) =>
          ({ ...fields, ...bodyType.fromJson(takesBody ? body : (body ?? {}), json) }) as never;
        const client = clientOf(request.raw);
        const compute = <T>(work: () => T): T => (rate ? rate.compute(client, work) : work());
        const { sent, left } = departureOf(reply.raw);
        if ("stream" in route.endpoint) {
          if (request.method === "HEAD") return reply.type(wantsEvents(request) ? EVENTS : LINES).send("");
          const { stream: type, id } = route.endpoint;
          const end = streams.open(client);
          if (end === undefined) throw errors.TooManyStreams({ max: MAX_STREAMS });
          void sent.then(end);
          const read = <T>(work: () => Promise<T>) => within({ client, sent: Promise.resolve(), left }, work);
          const signal = AbortSignal.any([left, stopping.signal]);
          const context: StreamContext<never> = { client, signal, after: lastId(request, id, json) as never, read };
          const open = async () => (await route.handle(inputWith(request.body), context)) as Entries | undefined;
          const entries = await read(open);
          if (entries === undefined) return reply.code(204).send(); // browsers come back after any other end
          const events = wantsEvents(request);
          return sendStream(reply, entries, { type, id, json, explain: explain(request), events, compute });
        }
        const { reply: type, status, lines } = route.endpoint;
        const { handle } = route as { handle: (input: never, context: RequestContext) => unknown };
        const answer = (body: unknown, until: Promise<void>) =>
          within({ client, sent: until, left }, async () => {
            const value = await handle(inputWith(body), { client });
            return compute(() => JSON.stringify(type.toJson(value, json)));
          });
        if (lines && hasLines(request))
          return answerLines(request, reply, {
            answer: (body) => answer(body, Promise.resolve()),
            explain: explain(request),
            take: () => rate?.take(client),
            charge: (requests) => rate?.charge(client, requests),
            begin: () => turn.begin(client),
            maxLineBytes: endpoint.maxBodyBytes,
            stopping: stopping.signal,
          });
        const text = await answer(request.body, sent);
        return reply.code(status).type("application/json; charset=utf-8").send(text);
      },
    });
  }
}

/** Streams of one client at a time. */
const MAX_STREAMS = 256;

type Entries = AsyncIterable<Placed<unknown, unknown>>;

/** Where a client that comes back stopped reading. A refusal names the header. */
function lastId<I>({ headers }: FastifyRequest, type: Type<I>, json: JsonContext): I | undefined {
  const given = headers["last-event-id"];
  if (given === undefined || given === "") return undefined;
  return struct({ "Last-Event-ID": type }).fromJson({ "Last-Event-ID": String(given) }, json)["Last-Event-ID"];
}

const wantsEvents = ({ headers }: FastifyRequest): boolean => headers.accept?.toLowerCase().includes(EVENTS) ?? false;

const keyOf = ({ method, path }: { readonly method: string; readonly path: string | undefined }) => `${method} ${path}`;

/** Reads the texts of a path or query by the types of its fields. What is no field is refused. */
function reader<F extends Fields>(fields: F, json: JsonContext): (given: unknown) => Partial<StructOf<F>> {
  const type = struct(fields);
  return (given) => type.fromJson(coerceFields(type.schema, given), json);
}
