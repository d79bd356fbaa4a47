import { readState } from "@pha/frame";
import { type CarryContext, carry } from "../../carry-rules.ts";
import { system } from "../system/spec.ts";
import { lockedAt } from "./schedule.ts";
import { type VestingInfo, vesting } from "./spec.ts";

/**
 * Blocks of the new network begin anew: schedules go on as far as they are. One that is over goes on as well: the lock
 * that hangs on it stays until somebody says so.
 */
function goesOn(schedules: readonly VestingInfo[], { state }: CarryContext): readonly VestingInfo[] {
  const now = readState(system, state).number.get();
  return schedules.map((schedule) => ({
    ...schedule,
    locked: lockedAt(schedule, now),
    starting_block: Math.max(schedule.starting_block - now, 0),
  }));
}

export const vestingCarryOver = carry(vesting, { vesting: goesOn });
