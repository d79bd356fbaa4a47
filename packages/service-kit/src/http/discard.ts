import type { IncomingMessage } from "node:http";

/** Most bytes of one body that are read and thrown away. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Reads and throws away. Resolves when all was read, at the bound, or when the client has left. */
export function discard(body: IncomingMessage): Promise<void> {
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
