import { Readable } from "node:stream";
import { problemOf } from "@pha/api";
import type { Json } from "@pha/codec";
import type { FastifyReply, FastifyRequest } from "fastify";
import { errors } from "../errors.ts";
import { inOrder } from "./in-order.ts";
import { type Line, readLines } from "./lines.ts";
import { parseJson } from "./parse-json.ts";
import type { Explain } from "./problem.ts";

/** Lines of one request that are worked on at once: by number, and by bytes. */
const AT_ONCE = 256;
const BYTES_AT_ONCE = 8 * 1024 * 1024;
/** A client that neither sends nor reads for so long is gone. */
const IDLE_MS = 60_000;

export const LINES = "application/x-ndjson";

/** Whether a request says that its body is JSON lines. */
export const hasLines = ({ headers }: Pick<FastifyRequest, "headers">): boolean =>
  headers["content-type"]?.split(";")[0]?.trim().toLowerCase() === LINES;

interface Lines {
  /** Works on one line's JSON and gives the answer's. */
  readonly answer: (body: unknown) => Promise<Json>;
  readonly explain: Explain;
  readonly maxLineBytes: number;
  readonly stopping: AbortSignal;
}

/** Answers a body of JSON lines while it comes: a line for each, in their order. No more is read than is worked on. */
export function answerLines(request: FastifyRequest, reply: FastifyReply, lines: Lines): FastifyReply {
  const { raw } = request;
  const { answer, explain, maxLineBytes, stopping } = lines;
  const leave = () => raw.destroy();
  raw.setTimeout(IDLE_MS, leave);
  stopping.addEventListener("abort", leave);
  reply.raw.once("close", () => stopping.removeEventListener("abort", leave));

  async function work(line: Line): Promise<string> {
    let result: Json;
    try {
      if (line === undefined) throw errors.BodyTooLarge({ limit: maxLineBytes });
      result = await answer(parseJson(line, "the line"));
    } catch (error) {
      result = { problem: problemOf(explain(error)) as unknown as Json };
    }
    return `${JSON.stringify(result)}\n`;
  }

  const costOf = (line: Line) => line?.length ?? 0;
  const bounds = { count: AT_ONCE, cost: BYTES_AT_ONCE, costOf };
  const answers = inOrder(readLines(raw, maxLineBytes), work, bounds);
  return reply
    .type(LINES)
    .header("cache-control", "no-store")
    .send(Readable.from(answers, { objectMode: false }));
}
