import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { bountyAccount, childBountyAccount } from "../bounties/account.ts";
import { expectBounty } from "../bounties/curators.ts";
import { payAll } from "../bounties/money.ts";
import { bounties } from "../bounties/spec.ts";
import { type ChildBounty, childBounties } from "./spec.ts";

const { errors } = childBounties;

/** @throws `ChildBounties.InvalidIndex` */
export function expectChild(env: Env, parent: number, child: number): ChildBounty {
  const found = env.of(childBounties).state.childBounties.get(parent, child);
  if (!found) throw errors.InvalidIndex({ parent, child });
  return found;
}

/**
 * The curator of a bounty that is at work, and until when it may be silent.
 *
 * @throws `Bounties.InvalidIndex`, `ChildBounties.ParentBountyNotActive`
 */
export function activeParent(env: Env, parent: number): { readonly curator: AccountId; readonly update_due: number } {
  const { status } = expectBounty(env, parent);
  if (status.type !== "Active") throw errors.ParentBountyNotActive();
  return status.value;
}

/** Counts a curator's fee as part of the bounty's own, or takes that back. */
export function addFee(env: Env, parent: number, fee: bigint): void {
  const { childrenCuratorFees } = env.of(bounties).state;
  childrenCuratorFees.put(parent, childrenCuratorFees.get(parent) + fee);
}

/** Takes a child bounty off its bounty; what it has goes back there unless it was paid. */
export function end(env: Env, parent: number, child: number): void {
  const { state } = env.of(childBounties);
  const { openChildren } = env.of(bounties).state;
  state.childBounties.remove(parent, child);
  state.childBountyDescriptions.remove(child);
  const left = openChildren.get(parent) - 1;
  if (left === 0) openChildren.remove(parent);
  else openChildren.put(parent, left);
  payAll(env, childBountyAccount(child), bountyAccount(parent));
}
