import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { discard } from "./discard.ts";
import { hasBody } from "./limit-sending.ts";

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
