import { Readable } from "node:stream";
import { type Placed, problemOf, streamBeatMs } from "@pha/api";
import type { JsonContext, Type } from "@pha/codec";
import type { FastifyReply } from "fastify";
import { LINES } from "./answer-lines.ts";
import type { Explain } from "./problem.ts";
import { withSilences } from "./silences.ts";

export const EVENTS = "text/event-stream";

interface StreamOptions<I, R> {
  readonly id: Type<I>;
  /** An entry as JSON. */
  readonly write: (entry: R) => string;
  readonly json: JsonContext;
  readonly explain: Explain;
  /** Server-sent events; JSON lines otherwise. */
  readonly events: boolean;
  /** Does some work at one go, for which the client pays. */
  readonly compute: <T>(work: () => T) => T;
}

/**
 * Sends entries as they come; the answer begins at once. A failure on the way is the last entry: event `problem`, or a
 * line with `problem`. Server-sent events have ids, and a comment in every silence.
 */
export function sendStream<I, R>(
  reply: FastifyReply,
  entries: AsyncIterable<Placed<I, R>>,
  { id, write, json, explain, events, compute }: StreamOptions<I, R>,
): FastifyReply {
  const data = (text: string) => (events ? `data: ${text}\n\n` : `${text}\n`);
  const idOf = (place: I) => (events ? `id: ${id.toJson(place, json)}\n` : "");
  async function* parts(): AsyncGenerator<string> {
    reply.raw.flushHeaders();
    try {
      for await (const one of withSilences(entries, streamBeatMs)) {
        if (one !== undefined) yield compute(() => `${idOf(one.id)}${data(write(one.entry))}`);
        else if (events) yield ":\n\n";
      }
    } catch (error) {
      const problem = problemOf(explain(error));
      yield events ? `event: problem\n${data(JSON.stringify(problem))}` : data(JSON.stringify({ problem }));
    }
  }
  return reply
    .type(events ? EVENTS : LINES)
    .header("cache-control", "no-store")
    .header("x-accel-buffering", "no") // a proxy that gathers answers holds back each entry until the next
    .send(Readable.from(parts(), { objectMode: false }));
}
