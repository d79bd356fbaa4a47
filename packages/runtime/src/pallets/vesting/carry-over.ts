import { readState } from "@pha/frame";
import { type CarryContext, carry } from "../../carry-rules.ts";
import { system } from "../system/spec.ts";
import { lockedAt } from "./schedule.ts";
import { type VestingInfo, vesting } from "./spec.ts";

/** Blocks of the new network begin anew: schedules go on as far as they are. */
function goesOn(schedules: readonly VestingInfo[], { state }: CarryContext): readonly VestingInfo[] | undefined {
  const now = readState(system, state).number.get();
  const rest = schedules
    .map(({ starting_block: start, ...schedule }) => ({
      ...schedule,
      locked: lockedAt({ ...schedule, starting_block: start }, now),
      starting_block: Math.max(start - now, 0),
    }))
    .filter(({ locked }) => locked > 0n);
  return rest.length === 0 ? undefined : rest;
}

export const vestingCarryOver = carry(vesting, { vesting: goesOn });
