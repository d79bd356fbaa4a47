import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { answerHeaders } from "./headers.ts";

/**
 * Sends a backend's answer to the client as it comes. When the backend breaks off, so does the connection to the
 * client: nobody takes a part for the whole.
 *
 * @param stopping - cuts streams without an end, and connections on which nothing is under way any more
 */
export async function passOn(answer: IncomingMessage, out: ServerResponse, stopping: AbortSignal): Promise<void> {
  const isEndless = answer.headers["content-type"]?.startsWith("text/event-stream") ?? false;
  out.writeHead(answer.statusCode as number, answer.statusMessage, answerHeaders(answer));
  if (answer.headers["content-length"] === undefined) out.flushHeaders(); // its first byte may take long
  try {
    await pipeline(answer, out, isEndless ? { signal: stopping } : {});
    if (stopping.aborted) out.req.socket.destroySoon();
  } catch {
    out.destroy();
  }
}
