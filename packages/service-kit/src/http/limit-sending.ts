import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import { hasLines } from "./answer-lines.ts";

/** A body has to be here within this time. JSON lines may take as long as they like: they have a limit of their own. */
const SENDING_MS = 30_000;

/** Whether a request says that a body follows. */
export const hasBody = ({ headers }: Pick<IncomingMessage, "headers">): boolean =>
  Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;

/** Cuts off clients that keep a request open by never finishing it. */
export function limitSending(app: FastifyInstance): void {
  app.addHook("onRequest", async (request) => {
    const { raw } = request;
    if (!hasBody(request) || hasLines(request)) return;
    const timer = setTimeout(() => raw.complete || raw.destroy(), SENDING_MS);
    raw.once("close", () => clearTimeout(timer));
  });
}
