import type { AccountId } from "@pha/codec";
import { type Env, implement } from "@pha/frame";
import { hold, moveHeld, release } from "../balances/holds.ts";
import { expectNoPallet } from "../balances/ledger.ts";
import { lookup } from "../system/lookup.ts";
import {
  addAccount,
  changeSupply,
  credit,
  debit,
  detailsOf,
  expectRole,
  liveAsset,
  move,
  removeAccount,
} from "./accounts.ts";
import { expectFree, nothingYet } from "./create.ts";
import { destroyAccounts, destroyApprovals, finishDestroy, removeApproval, startDestroy } from "./destroy.ts";
import { type AssetAccount, type AssetDetails, type AssetMetadata, assetDeposit, assets, maxText } from "./spec.ts";

const { errors, holdReasons } = assets;

export const assetsCalls = implement(assets, {
  create(env, { id, admin: address, min_balance }) {
    const { caller, emit } = env;
    const admin = lookup(address);
    expectFree(env, id, min_balance);
    hold(env, caller, holdReasons.Asset, assetDeposit.asset);
    const team = { owner: caller, issuer: admin, admin, freezer: admin };
    env.state.asset.put(id, { ...nothingYet, ...team, min_balance, deposit: assetDeposit.asset });
    emit.Created({ asset_id: id, creator: caller, owner: admin });
  },

  force_create(env, { id, owner: address, is_sufficient, min_balance }) {
    const owner = lookup(address);
    expectFree(env, id, min_balance);
    const team = { owner, issuer: owner, admin: owner, freezer: owner };
    env.state.asset.put(id, { ...nothingYet, ...team, min_balance, is_sufficient });
    env.emit.ForceCreated({ asset_id: id, owner });
  },

  start_destroy: (env, { id }) => startDestroy(env, env.caller, id),
  destroy_accounts: (env, { id }) => destroyAccounts(env, id),
  destroy_approvals: (env, { id }) => destroyApprovals(env, id),
  finish_destroy: (env, { id }) => finishDestroy(env, id),

  mint(env, { id, beneficiary: address, amount }) {
    const owner = lookup(address);
    expectRole(env.caller, liveAsset(env, id).issuer);
    if (amount === 0n) return;
    changeSupply(env, id, amount);
    credit(env, id, owner, amount);
    env.emit.Issued({ asset_id: id, owner, amount });
  },

  burn(env, { id, who: address, amount }) {
    const owner = lookup(address);
    expectRole(env.caller, liveAsset(env, id).admin);
    const balance = debit(env, id, owner, amount, { bestEffort: true });
    changeSupply(env, id, -balance);
    env.emit.Burned({ asset_id: id, owner, balance });
  },

  transfer: (env, { id, target, amount }) => move(env, id, env.caller, lookup(target), amount),

  transfer_keep_alive: (env, { id, target, amount }) => move(env, id, env.caller, lookup(target), amount, true),

  force_transfer(env, { id, source, dest, amount }) {
    expectRole(env.caller, liveAsset(env, id).admin);
    move(env, id, lookup(source), lookup(dest), amount);
  },

  freeze(env, { id, who: address }) {
    const who = lookup(address);
    setStatus(env, id, who, "Frozen", ({ freezer }) => freezer);
    env.emit.Frozen({ asset_id: id, who });
  },

  thaw(env, { id, who: address }) {
    const who = lookup(address);
    setStatus(env, id, who, "Liquid", ({ admin }) => admin);
    env.emit.Thawed({ asset_id: id, who });
  },

  block(env, { id, who: address }) {
    const who = lookup(address);
    setStatus(env, id, who, "Blocked", ({ freezer }) => freezer);
    env.emit.Blocked({ asset_id: id, who });
  },

  freeze_asset(env, { id }) {
    const details = liveAsset(env, id);
    expectRole(env.caller, details.freezer);
    env.state.asset.put(id, { ...details, status: { type: "Frozen" } });
    env.emit.AssetFrozen({ asset_id: id });
  },

  thaw_asset(env, { id }) {
    const details = detailsOf(env, id);
    expectRole(env.caller, details.admin);
    if (details.status.type !== "Frozen") throw errors.NotFrozen();
    env.state.asset.put(id, { ...details, status: { type: "Live" } });
    env.emit.AssetThawed({ asset_id: id });
  },

  transfer_ownership(env, { id, owner: address }) {
    const owner = lookup(address);
    const details = liveAsset(env, id);
    expectRole(env.caller, details.owner);
    if (owner === details.owner) return;
    expectNoPallet(owner);
    handOver(env, details.owner, owner, holdReasons.Asset, details.deposit);
    handOver(env, details.owner, owner, holdReasons.Metadata, env.state.metadata.get(id).deposit);
    env.state.asset.put(id, { ...details, owner });
    env.emit.OwnerChanged({ asset_id: id, owner });
  },

  set_team(env, { id, ...team }) {
    const details = liveAsset(env, id);
    expectRole(env.caller, details.owner);
    const [issuer, admin, freezer] = [lookup(team.issuer), lookup(team.admin), lookup(team.freezer)];
    env.state.asset.put(id, { ...details, issuer, admin, freezer });
    env.emit.TeamChanged({ asset_id: id, issuer, admin, freezer });
  },

  set_metadata(env, { id, ...described }) {
    const { owner } = liveAsset(env, id);
    expectRole(env.caller, owner);
    const before = env.state.metadata.get(id);
    if (before.is_frozen) throw errors.NoPermission();
    const length = BigInt(described.name.length + described.symbol.length);
    const deposit = assetDeposit.metadata + assetDeposit.perByte * length;
    putMetadata(env, id, { ...described, deposit, is_frozen: false });
    if (deposit > before.deposit) hold(env, owner, holdReasons.Metadata, deposit - before.deposit);
    else release(env, owner, holdReasons.Metadata, before.deposit - deposit);
  },

  clear_metadata(env, { id }) {
    const { owner } = liveAsset(env, id);
    expectRole(env.caller, owner);
    clearMetadata(env, id, owner);
  },

  force_set_metadata(env, { id, ...described }) {
    detailsOf(env, id);
    putMetadata(env, id, { ...described, deposit: env.state.metadata.get(id).deposit });
  },

  force_clear_metadata: (env, { id }) => clearMetadata(env, id, detailsOf(env, id).owner),

  force_asset_status(env, { id, is_frozen, is_sufficient, min_balance, ...team }) {
    const before = detailsOf(env, id);
    if (before.status.type === "Destroying") throw errors.AssetNotLive();
    if (min_balance === 0n) throw errors.MinBalanceZero();
    const [owner, issuer, admin, freezer] = [team.owner, team.issuer, team.admin, team.freezer].map(lookup) as Team;
    const deposit = owner === before.owner ? before.deposit : releaseOwner(env, id, before);
    const status = { type: is_frozen ? "Frozen" : "Live" } as const;
    const details = { ...before, owner, issuer, admin, freezer, min_balance, is_sufficient, status, deposit };
    env.state.asset.put(id, details);
    env.emit.AssetStatusChanged({ asset_id: id });
  },

  approve_transfer(env, { id, delegate: address, amount }) {
    const { caller, state, emit } = env;
    const delegate = lookup(address);
    const details = liveAsset(env, id);
    const before = state.approvals.get(id, caller, delegate);
    const sum = (before?.amount ?? 0n) + amount;
    const most = (1n << 128n) - 1n;
    const { approval: deposit } = assetDeposit;
    if (!before) {
      hold(env, caller, holdReasons.Approval, deposit);
      state.asset.put(id, { ...details, approvals: details.approvals + 1 });
      state.approved.put(id, [caller, delegate], true);
    }
    state.approvals.put(id, caller, delegate, { amount: sum > most ? most : sum, deposit });
    emit.ApprovedTransfer({ asset_id: id, source: caller, delegate, amount });
  },

  cancel_approval(env, { id, delegate: address }) {
    const [owner, delegate] = [env.caller, lookup(address)];
    liveAsset(env, id);
    removeApproval(env, id, owner, delegate);
    env.emit.ApprovalCancelled({ asset_id: id, owner, delegate });
  },

  force_cancel_approval(env, { id, owner: ownerAddress, delegate: delegateAddress }) {
    const [owner, delegate] = [lookup(ownerAddress), lookup(delegateAddress)];
    const { admin } = liveAsset(env, id);
    if (env.caller !== undefined) expectRole(env.caller, admin);
    removeApproval(env, id, owner, delegate);
    env.emit.ApprovalCancelled({ asset_id: id, owner, delegate });
  },

  transfer_approved(env, { id, owner: ownerAddress, destination: address, amount }) {
    const { caller: delegate, state, emit } = env;
    const [owner, destination] = [lookup(ownerAddress), lookup(address)];
    liveAsset(env, id);
    const approval = state.approvals.get(id, owner, delegate);
    if (!approval || approval.amount < amount) throw errors.Unapproved({ left: approval?.amount ?? 0n });
    move(env, id, owner, destination, amount);
    const left = approval.amount - amount;
    if (left === 0n) removeApproval(env, id, owner, delegate);
    else state.approvals.put(id, owner, delegate, { ...approval, amount: left });
    emit.TransferredApproved({ asset_id: id, owner, delegate, destination, amount });
  },

  touch: (env, { id }) => touch(env, id, env.caller, env.caller),

  touch_other(env, { id, who }) {
    const { admin, freezer } = liveAsset(env, id);
    expectRole(env.caller, admin, freezer);
    touch(env, id, lookup(who), env.caller);
  },

  refund(env, { id, allow_burn }) {
    const { caller, emit } = env;
    const account = env.state.account.get(id, caller);
    if (!account || (account.reason.type !== "DepositHeld" && account.reason.type !== "Consumer"))
      throw errors.NoDeposit();
    liveAsset(env, id);
    const { balance } = account;
    if (balance > 0n && !allow_burn) throw errors.WouldBurn({ balance });
    removeAccount(env, id, caller, account);
    if (balance === 0n) return;
    changeSupply(env, id, -balance);
    emit.Burned({ asset_id: id, owner: caller, balance });
  },

  refund_other(env, { id, who: address }) {
    const who = lookup(address);
    const account = env.state.account.get(id, who);
    if (account?.reason.type !== "DepositFrom") throw errors.NoDeposit();
    const { admin } = liveAsset(env, id);
    if (account.status.type !== "Liquid") throw errors.Frozen();
    expectRole(env.caller, account.reason.value[0], admin);
    if (account.balance > 0n) throw errors.WouldBurn({ balance: account.balance });
    removeAccount(env, id, who, account);
  },

  set_min_balance(env, { id, min_balance }) {
    const details = detailsOf(env, id);
    expectRole(env.caller, details.owner);
    if (min_balance === 0n) throw errors.MinBalanceZero();
    const isHarmless = min_balance < details.min_balance || details.accounts === 0;
    if (details.is_sufficient || !isHarmless) throw errors.NoPermission();
    env.state.asset.put(id, { ...details, min_balance });
    env.emit.AssetMinBalanceChanged({ asset_id: id, new_min_balance: min_balance });
  },
});

type Team = [AccountId, AccountId, AccountId, AccountId];

/** @throws `Assets.IncorrectStatus`, `NoPermission`, `NoAccount` */
function setStatus(
  env: Env & { readonly caller: AccountId },
  id: number,
  who: AccountId,
  type: AssetAccount["status"]["type"],
  role: (details: AssetDetails) => AccountId,
): void {
  const details = detailsOf(env, id);
  if (details.status.type === "Destroying") throw errors.IncorrectStatus();
  expectRole(env.caller, role(details));
  const { account } = env.of(assets).state;
  const known = account.get(id, who);
  if (!known) throw errors.NoAccount();
  account.put(id, who, { ...known, status: { type } });
}

/** The deposit of one becomes that of another. */
function handOver(env: Env, from: AccountId, to: AccountId, reason: Reason, amount: bigint): void {
  if (amount === 0n) return;
  moveHeld(env, from, reason, amount, to);
  hold(env, to, reason, amount);
}

type Reason = (typeof holdReasons)[keyof typeof holdReasons];

/** Deposits of an owner whom authority replaces return; the new one has none. Gives what is on hold then. */
function releaseOwner(env: Env, id: number, { owner, deposit }: AssetDetails): bigint {
  const { metadata } = env.of(assets).state;
  release(env, owner, holdReasons.Asset, deposit);
  const described = metadata.get(id);
  release(env, owner, holdReasons.Metadata, described.deposit);
  if (described.deposit > 0n) metadata.put(id, { ...described, deposit: 0n });
  return 0n;
}

/** @throws `Assets.BadMetadata` */
function putMetadata(env: Env, id: number, { deposit, ...described }: AssetMetadata): void {
  const { name, symbol } = described;
  if (name.length > maxText || symbol.length > maxText) throw errors.BadMetadata({ max: maxText });
  env.of(assets).state.metadata.put(id, { deposit, ...described });
  env.of(assets).emit.MetadataSet({ asset_id: id, ...described });
}

/** @throws `Assets.Unknown` */
function clearMetadata(env: Env, id: number, owner: AccountId): void {
  const { state, emit } = env.of(assets);
  if (!state.metadata.has(id)) throw errors.Unknown();
  release(env, owner, holdReasons.Metadata, state.metadata.get(id).deposit);
  state.metadata.remove(id);
  emit.MetadataCleared({ asset_id: id });
}

/** Makes an account of an asset on a deposit. @throws `Assets.AlreadyExists` */
function touch(env: Env, id: number, who: AccountId, depositor: AccountId): void {
  const { state, emit } = env.of(assets);
  liveAsset(env, id);
  if (state.account.has(id, who)) throw errors.AlreadyExists();
  const { account: deposit } = assetDeposit;
  hold(env, depositor, holdReasons.Account, deposit);
  const reason =
    who === depositor
      ? ({ type: "DepositHeld", value: deposit } as const)
      : ({ type: "DepositFrom", value: [depositor, deposit] } as const);
  addAccount(env, id, who, reason);
  state.account.put(id, who, { balance: 0n, status: { type: "Liquid" }, reason, extra: undefined });
  emit.Touched({ asset_id: id, who, depositor });
}
