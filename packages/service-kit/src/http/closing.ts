import type { ServerResponse } from "node:http";

/** Resolves when an answer has been sent, or cannot be. */
export const closing = (answer: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    if (answer.closed) resolve();
    else answer.once("close", resolve);
  });
