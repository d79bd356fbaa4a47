import { Readable } from "node:stream";
import { problemOf } from "@pha/api";
import type { FastifyReply, FastifyRequest } from "fastify";
import { errors } from "../errors.ts";
import { discard } from "./discard.ts";
import { inOrder } from "./in-order.ts";
import { type Line, readLines } from "./lines.ts";
import { parseJson } from "./parse-json.ts";
import type { Explain } from "./problem.ts";
import { weighJson } from "./weigh-json.ts";

/** Lines of one request that are worked on at once: by number, and by bytes. */
const AT_ONCE = 256;
const BYTES_AT_ONCE = 8 * 1024 * 1024;
/** What is still read behind the last line, while the client takes its answers. */
const UNREAD_BYTES = 64 * 1024 * 1024;
/** A client that neither sends nor reads for so long is gone. */
const IDLE_MS = 60_000;

export const LINES = "application/x-ndjson";

/** Whether a request says that its body is JSON lines. */
export const hasLines = ({ headers }: Pick<FastifyRequest, "headers">): boolean =>
  headers["content-type"]?.split(";")[0]?.trim().toLowerCase() === LINES;

interface Lines {
  /** Counts a line, as a request of its own. @throws `service-kit.TooManyRequests` */
  readonly take: () => void;
  /** Counts what reading a line costs beside that, in requests. */
  readonly charge: (requests: number) => void;
  /** Resolves when the next line may be worked on. */
  readonly begin: () => Promise<void>;
  /** Works on one line's JSON and gives the answer's, as text. */
  readonly answer: (body: unknown) => Promise<string>;
  readonly explain: Explain;
  readonly maxLineBytes: number;
  readonly stopping: AbortSignal;
}

/**
 * Answers a body of JSON lines while it comes: a line for each, in their order. No more is read than is worked on. When
 * the client has sent as many requests as it may, that is the last line, and what follows is not looked at.
 */
export function answerLines(request: FastifyRequest, reply: FastifyReply, lines: Lines): FastifyReply {
  const { raw } = request;
  const { take, charge, begin, answer, explain, maxLineBytes, stopping } = lines;
  const leave = () => raw.destroy();
  raw.setTimeout(IDLE_MS, leave);
  stopping.addEventListener("abort", leave);
  reply.raw.once("close", () => stopping.removeEventListener("abort", leave));

  async function* counted(): AsyncGenerator<Line> {
    for await (const line of readLines(raw.iterator({ destroyOnReturn: false }), maxLineBytes)) {
      take();
      await begin();
      yield line;
    }
  }

  const refusal = (error: unknown) => `${JSON.stringify({ problem: problemOf(explain(error)) })}\n`;

  async function work(line: Line): Promise<string> {
    try {
      if (line === undefined) throw errors.BodyTooLarge({ limit: maxLineBytes });
      weighJson(line, charge);
      return `${await answer(parseJson(line, "the line"))}\n`;
    } catch (error) {
      return refusal(error);
    }
  }

  const costOf = (line: Line) => line?.length ?? 0;
  const bounds = { count: AT_ONCE, cost: BYTES_AT_ONCE, costOf };
  async function* answers(): AsyncGenerator<string> {
    try {
      yield* inOrder(counted(), work, bounds);
    } catch (error) {
      if (!errors.TooManyRequests.is(error)) throw error;
      reply.raw.once("finish", () => void discard(raw, UNREAD_BYTES).then(leave)); // who still sends would not read the answer
      yield refusal(error);
    }
  }

  return reply
    .type(LINES)
    .header("cache-control", "no-store")
    .header("connection", "keep-alive") // else Node ends it with the answer, however much of that is still unread
    .send(Readable.from(answers(), { objectMode: false }));
}
