import type { Hex } from "@pha/codec";
import { bounties, tips, treasury } from "@pha/runtime/spec";
import { and, type Db, eq, max } from "@pha/service-kit/db";
import { tips as tipRows } from "../db/schema.ts";
import { on, type Rule } from "./event.ts";

const ofSpend = ({ proposal_index }: { readonly proposal_index: number }) => `spend/${proposal_index}`;
const ofBounty = ({ index }: { readonly index: number }) => `bounty/${index}`;
const ofCurated = ({ bounty_id }: { readonly bounty_id: number }) => `bounty/${bounty_id}`;
const ofTreasury = () => "treasury";
const ofTip = ({ tip_hash }: { readonly tip_hash: Hex }) => `tip/${tip_hash}`;

/** What is asked of the treasury, and what it pays. */
export const moneyRules: readonly Rule[] = [
  on(treasury, "Proposed", ofSpend),
  on(treasury, "Awarded", ofSpend),
  on(treasury, "Rejected", ofSpend),
  on(treasury, "SpendApproved", ofSpend),
  on(treasury, "Spending", ofTreasury),
  on(treasury, "Burnt", ofTreasury),
  on(treasury, "Rollover", ofTreasury),
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
  on(tips, "NewTip", ofTip, async (tx, { tip_hash }) => {
    const [last] = await tx.select({ index: max(tipRows.index) }).from(tipRows);
    await tx.insert(tipRows).values({ index: (last?.index ?? -1) + 1, hash: tip_hash, open: true });
  }),
  on(tips, "TipClosing", ofTip),
  on(tips, "TipClosed", ofTip, close),
  on(tips, "TipRetracted", ofTip, close),
  on(tips, "TipSlashed", ofTip, close),
];

async function close(tx: Db, { tip_hash }: { readonly tip_hash: Hex }): Promise<void> {
  const isIt = and(eq(tipRows.hash, tip_hash), eq(tipRows.open, true));
  await tx.update(tipRows).set({ open: false }).where(isIt);
}
