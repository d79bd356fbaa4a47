import { readState } from "@pha/frame";
import { type CarryContext, carry } from "../../carry-rules.ts";
import { system } from "../system/spec.ts";
import { type ChildBounty, childBounties } from "./spec.ts";

/** Blocks of the new network begin anew: what is to be paid waits as long as it would have. */
function goesOn(child: ChildBounty, { state }: CarryContext): ChildBounty {
  const { status } = child;
  if (status.type !== "PendingPayout") return child;
  const unlock_at = Math.max(status.value.unlock_at - readState(system, state).number.get(), 0);
  return { ...child, status: { ...status, value: { ...status.value, unlock_at } } };
}

export const childBountiesCarryOver = carry(childBounties, { childBounties: goesOn });
