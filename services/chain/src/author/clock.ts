import type { BlockTimes } from "@pha/runtime/spec";

/** How long to wait before the next block, in milliseconds; all times on one monotonic clock. */
export function sealDelay(
  { minimumMs, gatherMs, idleMs }: BlockTimes,
  { nowMs, lastMs, readyMs }: { nowMs: number; lastMs: number; readyMs: number | undefined },
): number {
  const idle = lastMs + idleMs;
  const due = readyMs === undefined ? idle : Math.min(idle, Math.max(readyMs + gatherMs, lastMs + minimumMs));
  return Math.max(0, due - nowMs);
}
