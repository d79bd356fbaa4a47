import type { Placed, StreamContext } from "@pha/api";
import { type JsonContext, struct, type Type } from "@pha/codec";
import type { FastifyRequest } from "fastify";
import { errors } from "../errors.ts";
import { LINES } from "./answer-lines.ts";
import type { StreamRoute } from "./route.ts";
import type { Given, Serving } from "./serving.ts";
import { EVENTS, sendStream } from "./stream.ts";
import { writtenOnce } from "./written-once.ts";

/** Streams of one client at a time. */
export const MAX_STREAMS = 256;

type Entries = AsyncIterable<Placed<unknown, unknown>>;

/** Answers a route by a stream of entries. */
export function serveStream({ endpoint, handle }: StreamRoute, { json, explain, within, streams, stopping }: Serving) {
  const { stream: type, id } = endpoint;
  const write = writtenOnce(type, json);
  return async ({ request, reply, client, input, compute, sent, left }: Given) => {
    const events = wantsEvents(request);
    if (request.method === "HEAD") return reply.type(events ? EVENTS : LINES).send("");
    const end = streams.open(client);
    if (end === undefined) throw errors.TooManyStreams({ max: MAX_STREAMS });
    void sent.then(end);
    const read = <T>(work: () => Promise<T>) => within({ client, sent: Promise.resolve(), left }, work);
    const signal = AbortSignal.any([left, stopping]);
    const context: StreamContext<never> = { client, signal, after: lastId(request, id, json) as never, read };
    const entries = await read(async () => (await handle(input(request.body), context)) as Entries | undefined);
    if (entries === undefined) return reply.code(204).send(); // browsers come back after any other end
    return sendStream(reply, entries, { id, write, json, explain: explain(request), events, compute });
  };
}

/** Where a client that comes back stopped reading. A refusal names the header. */
function lastId<I>({ headers }: FastifyRequest, type: Type<I>, json: JsonContext): I | undefined {
  const given = headers["last-event-id"];
  if (given === undefined || given === "") return undefined;
  return struct({ "Last-Event-ID": type }).fromJson({ "Last-Event-ID": String(given) }, json)["Last-Event-ID"];
}

const wantsEvents = ({ headers }: FastifyRequest): boolean => headers.accept?.toLowerCase().includes(EVENTS) ?? false;
