import type { AccountId } from "@pha/codec";
import { type Env, errors as frameErrors } from "@pha/frame";
import { burnHeld, release } from "../balances/holds.ts";
import { bounties } from "../bounties/spec.ts";
import { childBounties } from "./spec.ts";
import { activeParent, expectChild } from "./state.ts";

const { errors, holdReasons } = childBounties;

/** Takes the curator of a child bounty away, by the council (`undefined`) or by an account. */
export function unassignCurator(env: Env, parent: number, child: number, by: AccountId | undefined): void {
  const { state } = env.of(childBounties);
  const found = expectChild(env, parent, child);
  const { status, curator_deposit: deposit } = found;
  if (status.type === "Added") throw errors.UnexpectedStatus();
  const { curator } = status.value;
  const asIt = by === curator && status.type !== "PendingPayout";
  if (by !== undefined && !asIt) {
    const above = activeParent(env, parent);
    const isSilent = status.type === "Active" && env.block.number > above.update_due;
    if (status.type === "Active" && by !== above.curator && !isSilent) throw bounties.errors.Premature();
    if (by !== above.curator && !isSilent)
      throw frameErrors.BadOrigin({ accepts: `root or ${curator} or ${above.curator}`, given: by });
  }
  if (asIt) release(env, curator, holdReasons.Curator, deposit);
  else burnHeld(env, curator, holdReasons.Curator, deposit);
  state.childBounties.put(parent, child, { ...found, curator_deposit: 0n, status: { type: "Added" } });
}
