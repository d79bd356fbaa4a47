import { setTimeout as delay } from "node:timers/promises";
import { errors } from "../errors.ts";

/** How far ahead of its own clock a validator waits for a block's time. */
const MAX_AHEAD_MS = 30_000;

/** Waits until a block's time has come; an old one is never refused. */
export type AwaitTime = (timeMs: bigint, signal: AbortSignal) => Promise<void>;

/**
 * By this machine's clock.
 *
 * @throws `relay.TooFarAhead` at once when the wait would be longer than 30 s.
 */
export const awaitTime: AwaitTime = async (timeMs, signal) => {
  const aheadMs = Number(timeMs) - Date.now();
  if (aheadMs > MAX_AHEAD_MS) throw errors.TooFarAhead({ aheadMs });
  if (aheadMs > 0) await delay(aheadMs, undefined, { signal });
};
