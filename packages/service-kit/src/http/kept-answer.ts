import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

const compress = promisify(gzip);

/** An answer that is sent again and again. */
export interface KeptAnswer {
  readonly text: string;
  /** What clients say that they have, to be told that it is still so. */
  readonly tag: string;
  /** The text compressed, once it was asked for. */
  compressed?: Promise<Buffer>;
}

/** Makes answers of values; one that is told again is not made again. */
export function keptAnswers(write: (value: object) => string): (value: object) => KeptAnswer {
  const kept = new WeakMap<object, KeptAnswer>();
  return (value) => {
    const answer = kept.get(value) ?? keep(write(value));
    kept.set(value, answer);
    return answer;
  };
}

function keep(text: string): KeptAnswer {
  const hash = createHash("sha256").update(text).digest("base64url").slice(0, 22);
  return { text, tag: `W/"${hash}"` }; // weak: what is compressed has the same
}

/** Sends an answer, compressed to who reads that, and only its tag to who has it. */
export async function sendKept(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: KeptAnswer,
): Promise<FastifyReply> {
  const { "if-none-match": has = "", "accept-encoding": reads = "" } = request.headers;
  reply.header("etag", answer.tag).header("cache-control", "no-cache").header("vary", "accept-encoding");
  if (has.split(",").some((one) => one.trim() === answer.tag || one.trim() === "*")) return reply.code(304).send();
  reply.type("application/json; charset=utf-8");
  if (!/(^|[\s,])gzip(\s*(,|$)|\s*;\s*q=(1|0\.0*[1-9]))/.test(String(reads))) return reply.send(answer.text);
  answer.compressed ??= compress(answer.text);
  return reply.header("content-encoding", "gzip").send(await answer.compressed);
}
