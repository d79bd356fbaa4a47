import { readState } from "@pha/frame";
import { type CarryContext, carry } from "../../carry-rules.ts";
import { system } from "../system/spec.ts";
import { type Bounty, bounties } from "./spec.ts";

/** Blocks of the new network begin anew: what is due has as many left as before. */
function goesOn(bounty: Bounty, { state }: CarryContext): Bounty {
  const { status } = bounty;
  const left = (until: number) => Math.max(until - readState(system, state).number.get(), 0);
  if (status.type === "Active")
    return { ...bounty, status: { ...status, value: { ...status.value, update_due: left(status.value.update_due) } } };
  if (status.type === "PendingPayout")
    return { ...bounty, status: { ...status, value: { ...status.value, unlock_at: left(status.value.unlock_at) } } };
  return bounty;
}

export const bountiesCarryOver = carry(bounties, { bounties: goesOn });
