import { errors } from "./errors.ts";
import type { Logger } from "./log.ts";
import { pause } from "./pause.ts";

interface RetryOptions {
  readonly log: Logger;
  readonly signal?: AbortSignal | undefined;
  /** Whether an error is worth another try. */
  readonly retry: (error: unknown) => boolean;
}

const FIRST_MS = 100;
const LONGEST_MS = 2_000;
/** How long nothing is said, and then how often. */
const QUIET_MS = 5_000;

/** Tries until it works, with growing pauses; says every five seconds what it waits for. */
export async function retrying<T>(
  what: string,
  { log, signal, retry }: RetryOptions,
  attempt: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  let spoke = began;
  for (let restMs = FIRST_MS; ; restMs = Math.min(2 * restMs, LONGEST_MS)) {
    if (signal?.aborted) throw errors.StartInterrupted();
    try {
      return await attempt();
    } catch (error) {
      if (!retry(error)) throw error;
      if (performance.now() - spoke >= QUIET_MS) {
        spoke = performance.now();
        log.warn({ seconds: Math.round((spoke - began) / 1000), reason: (error as Error).message }, what);
      }
    }
    await pause(restMs, signal);
  }
}
