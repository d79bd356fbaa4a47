import { type CarryContext, carry } from "../../carry-rules.ts";
import { ticksUntil } from "../timestamp/carried.ts";
import type { Batch } from "./batch.ts";
import { stakePools } from "./spec.ts";
import type { Pool } from "./types.ts";

/** Sessions end with the old network: all stake is free. */
const withoutSessions = (pool: Pool): Pool => ({
  ...pool,
  ...{ free: pool.value, stopping: 0n, suspensions: 0, workers: 0 },
});

/** A notice goes on as far as it is. */
export const noticeGoesOn = (batch: Batch, context: CarryContext): Batch => ({
  ...batch,
  due: ticksUntil(batch.due, context),
});

export const stakePoolsCarryOver = carry(stakePools, {
  pools: withoutSessions,
  batches: noticeGoesOn,
  suspendedAt: "ends",
  offers: "ends",
  workers: "ends",
  shareLocks: "ends",
});
