import { blocksUntil, type CarryContext, carry } from "../../carry-rules.ts";
import { type ChildBounty, childBounties } from "./spec.ts";

/** What is to be paid waits as long as it would have. */
function goesOn(child: ChildBounty, context: CarryContext): ChildBounty {
  const { status } = child;
  if (status.type !== "PendingPayout") return child;
  const unlock_at = blocksUntil(status.value.unlock_at, context);
  return { ...child, status: { ...status, value: { ...status.value, unlock_at } } };
}

export const childBountiesCarryOver = carry(childBounties, { childBounties: goesOn });
