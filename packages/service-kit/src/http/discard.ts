import type { IncomingMessage } from "node:http";

/**
 * Reads and throws away. Says whether that was all, or the client has left; after so many bytes it is not, and it goes
 * on until the connection is ended.
 */
export function discard(body: IncomingMessage, mostBytes: number): Promise<boolean> {
  let left = mostBytes;
  return new Promise((resolve) => {
    body.on("data", (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) resolve(false);
    });
    for (const event of ["end", "close", "error"]) body.once(event, () => resolve(true));
    body.resume();
  });
}
