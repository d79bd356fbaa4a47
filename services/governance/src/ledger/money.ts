import type { Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import {
  bounties,
  bountyAccount,
  childBounties,
  childBountyAccount,
  nextMultiple,
  reducible,
  system,
  tips,
  treasury,
  treasuryAccount,
} from "@pha/runtime/spec";
import { type Down, pageDown } from "./page-down.ts";
import { textOf } from "./text-of.ts";

/** What the treasury can spend, and is asked for. */
export function readTreasury(state: StateView, now: number, page: Down) {
  const { figures, proposalCount, proposals, approvals } = readState(treasury, state);
  const approved = new Set(approvals.get());
  const { found, next } = pageDown(proposalCount.get(), page, (index) => proposals.get(index));
  return {
    account: treasuryAccount,
    spendable: reducible(readState(system, state).account.get(treasuryAccount), true),
    nextSpend: nextMultiple(figures.get().spendPeriod, now),
    proposals: found.map(({ index, value }) => ({ index, ...value, approved: approved.has(index) })),
    next,
  };
}

/** Bounties that are neither paid nor closed. */
export function readBounties(state: StateView, page: Down) {
  const { bountyCount, bounties: stored, bountyDescriptions, openChildren } = readState(bounties, state);
  const { found, next } = pageDown(bountyCount.get(), page, (index) => stored.get(index));
  const shown = found.map(({ index, value: bounty }) => ({
    ...{ index, account: bountyAccount(index), bounty },
    description: textOf(bountyDescriptions.get(index)),
    children: openChildren.get(index),
  }));
  return { bounties: shown, next };
}

/** Of a bounty's children those that are neither paid nor closed; nothing of a bounty that is. */
export function readChildren(state: StateView, bounty: number, indices: readonly number[]) {
  if (!readState(bounties, state).bounties.has(bounty)) return undefined;
  const { childBounties: stored, childBountyDescriptions } = readState(childBounties, state);
  const found = stored.getMany(indices.map((index) => [bounty, index]));
  const descriptions = childBountyDescriptions.getMany(indices);
  return indices.flatMap((index, i) => {
    const child = found[i];
    if (!child) return [];
    return [{ ...{ index, account: childBountyAccount(index), child }, description: textOf(descriptions[i]) }];
  });
}

/** An open tip and its reason. */
export function readTip(state: StateView, hash: Hex) {
  const { tips: open, reasons } = readState(tips, state);
  const tip = open.get(hash);
  return tip && { hash, tip, reason: textOf(reasons.get(tip.reason)) };
}
