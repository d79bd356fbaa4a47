import { setTimeout as delay } from "node:timers/promises";

/** Waits so long, or until the signal ends it: which of both it was, the caller sees at its signal. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  // The delay rejects for one reason alone: the signal.
  await delay(ms, undefined, { signal }).catch(() => {});
}
