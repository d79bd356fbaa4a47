import { Readable } from "node:stream";
import { problemOf } from "@pha/api";
import type { JsonContext, Type } from "@pha/codec";
import type { FastifyReply } from "fastify";
import type { Explain } from "./problem.ts";

interface StreamOptions {
  readonly json: JsonContext;
  readonly explain: Explain;
  /** Server-sent events; JSON lines otherwise. */
  readonly events: boolean;
}

/** Sends values as they come. A failure on the way is the last entry: event `problem`, or a line with `problem`. */
export function sendStream<T>(
  reply: FastifyReply,
  type: Type<T>,
  values: AsyncIterable<T>,
  { json, explain, events }: StreamOptions,
): FastifyReply {
  const entry = (value: unknown) => (events ? `data: ${JSON.stringify(value)}\n\n` : `${JSON.stringify(value)}\n`);
  async function* entries(): AsyncGenerator<string> {
    try {
      for await (const value of values) yield entry(type.toJson(value, json));
    } catch (error) {
      const coded = explain(error);
      yield events ? `event: problem\n${entry(problemOf(coded))}` : entry({ problem: problemOf(coded) });
    }
  }
  return reply
    .type(events ? "text/event-stream" : "application/x-ndjson")
    .header("cache-control", "no-store")
    .send(Readable.from(entries(), { objectMode: false }));
}
