import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { hasBody } from "./limit-sending.ts";

/** Most bytes of one body that are read and thrown away. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Reads what a client is still sending before it gets its answer: one whose connection ends while it writes, as with a
 * body that is too large, never reads the answer.
 */
export function hearOut(app: FastifyInstance): void {
  app.addHook("onSend", async ({ raw, body }) => {
    if (body instanceof Readable) return; // it is being answered while it comes
    if (hasBody(raw) && !raw.readableEnded && !raw.destroyed) await discard(raw);
  });
}

/** Resolves when all was read, at the bound, or when the client has left. */
function discard(body: IncomingMessage): Promise<void> {
  let left = MOST_BYTES;
  return new Promise((resolve) => {
    body.on("data", (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) resolve();
    });
    for (const event of ["end", "close", "error"]) body.once(event, () => resolve());
    body.resume();
  });
}
