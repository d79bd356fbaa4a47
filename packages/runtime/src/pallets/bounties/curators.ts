import type { AccountId } from "@pha/codec";
import { type Env, errors as frameErrors } from "@pha/frame";
import { blockAfter } from "../../numbers.ts";
import { burnHeld, hold, release } from "../balances/holds.ts";
import { curatorDepositOf } from "./money.ts";
import { type Bounty, bounties } from "./spec.ts";

const { errors, holdReasons } = bounties;

/** @throws `Bounties.InvalidIndex` */
export function expectBounty(env: Env, index: number): Bounty {
  const bounty = env.of(bounties).state.bounties.get(index);
  if (!bounty) throw errors.InvalidIndex({ index });
  return bounty;
}

/** @throws `Bounties.RequireCurator` */
export function expectCurator(curator: AccountId, who: AccountId): void {
  if (curator !== who) throw errors.RequireCurator();
}

/** Accepts to be the curator, against a deposit. */
export function acceptCurator(env: Env, index: number, who: AccountId): void {
  const { state, emit } = env.of(bounties);
  const bounty = expectBounty(env, index);
  if (bounty.status.type !== "CuratorProposed") throw errors.UnexpectedStatus();
  expectCurator(bounty.status.value.curator, who);
  const figures = state.figures.get();
  const deposit = curatorDepositOf(bounty.fee, figures);
  hold(env, who, holdReasons.Curator, deposit);
  const update_due = blockAfter(env, figures.updatePeriod);
  state.bounties.put(index, {
    ...bounty,
    curator_deposit: deposit,
    status: { type: "Active", value: { curator: who, update_due } },
  });
  emit.CuratorAccepted({ bounty_id: index, curator: who });
}

/** Takes the curator away, by the council (`undefined`) or by an account. */
export function unassignCurator(env: Env, index: number, by: AccountId | undefined): void {
  const { state, emit } = env.of(bounties);
  const bounty = expectBounty(env, index);
  const { status } = bounty;
  switch (status.type) {
    case "CuratorProposed":
      if (by !== undefined && by !== status.value.curator)
        throw frameErrors.BadOrigin({ accepts: `root or ${status.value.curator}`, given: by });
      break;
    case "Active": {
      const { curator, update_due } = status.value;
      if (by === curator) release(env, curator, holdReasons.Curator, bounty.curator_deposit);
      else if (by !== undefined && env.block.number <= update_due) throw errors.Premature({ update_due });
      else burnHeld(env, curator, holdReasons.Curator, bounty.curator_deposit);
      break;
    }
    case "PendingPayout":
      if (by !== undefined) throw frameErrors.BadOrigin({ accepts: "root", given: by });
      burnHeld(env, status.value.curator, holdReasons.Curator, bounty.curator_deposit);
      break;
    default:
      throw errors.UnexpectedStatus();
  }
  state.bounties.put(index, { ...bounty, curator_deposit: 0n, status: { type: "Funded" } });
  emit.CuratorUnassigned({ bounty_id: index });
}
