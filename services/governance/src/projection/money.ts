import type { Hex } from "@pha/codec";
import { bounties, childBounties, tips, treasury } from "@pha/runtime/spec";
import { and, type Db, eq, max } from "@pha/service-kit/db";
import { childBounties as childRows, tips as tipRows } from "../db/schema.ts";
import { topics } from "../rules/topics.ts";
import { on, type Rule } from "./event.ts";

const ofSpend = ({ proposal_index }: { readonly proposal_index: number }) => topics.spend(proposal_index);
const ofBounty = ({ index }: { readonly index: number }) => topics.bounty(index);
const ofCurated = ({ bounty_id }: { readonly bounty_id: number }) => topics.bounty(bounty_id);
const ofTip = ({ tip_hash }: { readonly tip_hash: Hex }) => topics.tip(tip_hash);

/** What is asked of the treasury, and what it pays. */
export const moneyRules: readonly Rule[] = [
  on(treasury, "Proposed", ofSpend),
  on(treasury, "Awarded", ofSpend),
  on(treasury, "Rejected", ofSpend),
  on(treasury, "SpendApproved", ofSpend),
  on(treasury, "Spending", topics.treasury),
  on(treasury, "Burnt", topics.treasury),
  on(treasury, "Rollover", topics.treasury),
  on(bounties, "BountyProposed", ofBounty),
  on(bounties, "BountyRejected", ofBounty),
  on(bounties, "BountyBecameActive", ofBounty),
  on(bounties, "BountyAwarded", ofBounty),
  on(bounties, "BountyClaimed", ofBounty),
  on(bounties, "BountyCanceled", ofBounty),
  on(bounties, "BountyExtended", ofBounty),
  on(bounties, "BountyApproved", ofBounty),
  on(bounties, "CuratorProposed", ofCurated),
  on(bounties, "CuratorUnassigned", ofCurated),
  on(bounties, "CuratorAccepted", ofCurated),
  on(childBounties, "Added", ofBounty, async (tx, { index: bounty, child_index: index }) => {
    await tx.insert(childRows).values({ index, bounty, open: true });
  }),
  on(childBounties, "Awarded", ofBounty),
  on(childBounties, "Claimed", ofBounty, end),
  on(childBounties, "Canceled", ofBounty, end),
  on(tips, "NewTip", ofTip, async (tx, { tip_hash }) => {
    const [last] = await tx.select({ index: max(tipRows.index) }).from(tipRows);
    await tx.insert(tipRows).values({ index: (last?.index ?? -1) + 1, hash: tip_hash, open: true });
  }),
  on(tips, "TipClosing", ofTip),
  on(tips, "TipClosed", ofTip, close),
  on(tips, "TipRetracted", ofTip, close),
  on(tips, "TipSlashed", ofTip, close),
];

async function end(tx: Db, { child_index }: { readonly child_index: number }): Promise<void> {
  await tx.update(childRows).set({ open: false }).where(eq(childRows.index, child_index));
}

async function close(tx: Db, { tip_hash }: { readonly tip_hash: Hex }): Promise<void> {
  const isIt = and(eq(tipRows.hash, tip_hash), eq(tipRows.open, true));
  await tx.update(tipRows).set({ open: false }).where(isIt);
}
