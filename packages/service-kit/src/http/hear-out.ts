import { Readable } from "node:stream";
import { maxHttpBodyBytes } from "@pha/limits";
import type { FastifyInstance } from "fastify";
import { discard } from "./discard.ts";
import { hasBody } from "./limit-sending.ts";

/** Bytes of a body that nobody wants: whoever sends a little too much hears so. */
const MOST_BYTES = 4 * maxHttpBodyBytes;

/**
 * Reads what a client is still sending before it gets its answer: one whose connection ends while it writes, as with a
 * body that is too large, never reads the answer. Where there is no end to it, the connection ends behind the answer.
 */
export function hearOut(app: FastifyInstance): void {
  app.addHook("onSend", async ({ raw, body }, reply) => {
    if (body instanceof Readable) return; // it is being answered while it comes
    if (!hasBody(raw) || raw.readableEnded || raw.destroyed || (await discard(raw, MOST_BYTES))) return;
    reply.header("connection", "close");
    reply.raw.once("finish", () => raw.destroy());
  });
}
