import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { release } from "../balances/holds.ts";
import { detailsOf, expectRole, removeAccount } from "./accounts.ts";
import { type AssetDetails, assets, removedAtOnce } from "./spec.ts";

const { errors, holdReasons } = assets;

/** From now on nothing is done with the asset but to remove what it has. The owner's call, or authority's. */
export function startDestroy(env: Env, caller: AccountId | undefined, id: number): void {
  const { state, emit } = env.of(assets);
  const details = detailsOf(env, id);
  if (caller !== undefined) expectRole(caller, details.owner);
  state.asset.put(id, { ...details, status: { type: "Destroying" } });
  emit.DestructionStarted({ asset_id: id });
}

/** @throws `Assets.Unknown`, `IncorrectStatus` */
function ending(env: Env, id: number): AssetDetails {
  const details = detailsOf(env, id);
  if (details.status.type !== "Destroying") throw errors.IncorrectStatus();
  return details;
}

/** Removes some accounts with all that they have of the asset. */
export function destroyAccounts(env: Env, id: number) {
  const { state, emit } = env.of(assets);
  ending(env, id);
  const page = state.account.page(id, 0, removedAtOnce);
  for (const [who, account] of page) if (account) removeAccount(env, id, who, account);
  const burned = page.reduce((sum, [, account]) => sum + (account?.balance ?? 0n), 0n);
  const details = detailsOf(env, id);
  state.asset.put(id, { ...details, supply: details.supply - burned });
  emit.AccountsDestroyed({
    asset_id: id,
    accounts_destroyed: page.length,
    accounts_remaining: details.accounts,
  });
  return { accounts: page.length };
}

/** Removes some approvals, whose deposits return. */
export function destroyApprovals(env: Env, id: number) {
  const { state, emit } = env.of(assets);
  ending(env, id);
  const page = state.approved.page(id, 0, removedAtOnce);
  for (const [[owner, delegate]] of page) removeApproval(env, id, owner, delegate);
  const { approvals } = detailsOf(env, id);
  emit.ApprovalsDestroyed({ asset_id: id, approvals_destroyed: page.length, approvals_remaining: approvals });
  return { approvals: page.length };
}

/** Ends an approval; its deposit returns. @throws `Assets.Unknown` where there is none */
export function removeApproval(env: Env, id: number, owner: AccountId, delegate: AccountId): void {
  const { asset, approvals, approved } = env.of(assets).state;
  const details = detailsOf(env, id);
  const approval = approvals.take(id, owner, delegate);
  if (!approval) throw errors.Unknown();
  approved.remove(id, [owner, delegate]);
  release(env, owner, holdReasons.Approval, approval.deposit);
  asset.put(id, { ...details, approvals: details.approvals - 1 });
}

/** Ends an asset that has neither accounts nor approvals. */
export function finishDestroy(env: Env, id: number): void {
  const { state, emit } = env.of(assets);
  const { accounts, approvals, owner, deposit } = ending(env, id);
  if (accounts > 0 || approvals > 0) throw errors.InUse({ accounts, approvals });
  release(env, owner, holdReasons.Asset, deposit);
  release(env, owner, holdReasons.Metadata, state.metadata.get(id).deposit);
  state.metadata.remove(id);
  state.asset.remove(id);
  emit.Destroyed({ asset_id: id });
}
