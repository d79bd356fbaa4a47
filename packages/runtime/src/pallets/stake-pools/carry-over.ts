import { readState } from "@pha/frame";
import { tickAt } from "@pha/light-client";
import { type CarryContext, carry } from "../../carry-rules.ts";
import { timestamp } from "../timestamp/spec.ts";
import type { Batch } from "./batch.ts";
import { stakePools } from "./spec.ts";
import type { Pool } from "./types.ts";

/** Sessions end with the old network: all stake is free. */
const withoutSessions = (pool: Pool): Pool => ({
  ...pool,
  ...{ free: pool.value, stopping: 0n, suspensions: 0, workers: 0 },
});

/** Ticks of the new network begin anew: a notice goes on as far as it is. */
export function noticeGoesOn(batch: Batch, { state }: CarryContext): Batch {
  const { clock, now } = readState(timestamp, state);
  return { ...batch, due: Math.max(batch.due - tickAt(clock.get(), now.get()), 0) };
}

export const stakePoolsCarryOver = carry(stakePools, {
  pools: withoutSessions,
  batches: noticeGoesOn,
  suspendedAt: "ends",
  offers: "ends",
  workers: "ends",
  shareLocks: "ends",
});
