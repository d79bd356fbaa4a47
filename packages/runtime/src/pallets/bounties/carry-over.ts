import { blocksUntil, type CarryContext, carry } from "../../carry-rules.ts";
import { type Bounty, bounties } from "./spec.ts";

/** What is due has as many blocks left as before. */
function goesOn(bounty: Bounty, context: CarryContext): Bounty {
  const { status } = bounty;
  if (status.type === "Active") {
    const update_due = blocksUntil(status.value.update_due, context);
    return { ...bounty, status: { ...status, value: { ...status.value, update_due } } };
  }
  if (status.type === "PendingPayout") {
    const unlock_at = blocksUntil(status.value.unlock_at, context);
    return { ...bounty, status: { ...status, value: { ...status.value, unlock_at } } };
  }
  return bounty;
}

export const bountiesCarryOver = carry(bounties, { bounties: goesOn });
