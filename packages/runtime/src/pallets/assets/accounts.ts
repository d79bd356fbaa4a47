import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { release } from "../balances/holds.ts";
import { expectNoPallet } from "../balances/ledger.ts";
import { addConsumer, addSufficient, dropConsumer, dropSufficient, maxConsumers, refer } from "../system/references.ts";
import { system } from "../system/spec.ts";
import { type AssetAccount, type AssetDetails, assets, type ExistenceReason } from "./spec.ts";

const { errors, holdReasons } = assets;

/** @throws `Assets.Unknown` */
export function detailsOf(env: Env, id: number): AssetDetails {
  const details = env.of(assets).state.asset.get(id);
  if (!details) throw errors.Unknown();
  return details;
}

/** An asset that is in use. @throws `Assets.Unknown`, `AssetNotLive` */
export function liveAsset(env: Env, id: number): AssetDetails {
  const details = detailsOf(env, id);
  if (details.status.type !== "Live") throw errors.AssetNotLive();
  return details;
}

/** @throws `Assets.NoPermission` */
export function expectRole(caller: AccountId | undefined, ...roles: readonly AccountId[]): void {
  if (caller === undefined || !roles.includes(caller)) throw errors.NoPermission();
}

/**
 * Lets an account of an asset exist: by a deposit if one is given, which is on hold already.
 *
 * @throws `Assets.UnavailableConsumer`, `Balances.PalletAccount`
 */
export function addAccount(env: Env, id: number, who: AccountId, deposit?: ExistenceReason): ExistenceReason {
  const { asset } = env.of(assets).state;
  const details = detailsOf(env, id);
  const reason: ExistenceReason = deposit ?? { type: details.is_sufficient ? "Sufficient" : "Consumer" };
  if (reason.type === "Sufficient") refer(env, who, addSufficient);
  if (reason.type === "Consumer") needAccount(env, who);
  const sufficients = details.sufficients + (reason.type === "Sufficient" ? 1 : 0);
  asset.put(id, { ...details, accounts: details.accounts + 1, sufficients });
  return reason;
}

/** Strangers send assets: what an account needs to hold and to lock its own PHA is left to it. */
function needAccount(env: Env, who: AccountId): void {
  expectNoPallet(who);
  const info = env.of(system).state.account.get(who);
  const { reserved, frozen } = info.data;
  const kept = [reserved, frozen].filter((amount) => amount === 0n).length;
  if (info.providers === 0 || info.consumers + kept >= maxConsumers) throw errors.UnavailableConsumer();
  refer(env, who, addConsumer);
}

/** Ends an account of an asset; a deposit for it returns to who paid it. */
export function removeAccount(env: Env, id: number, who: AccountId, { reason }: AssetAccount): void {
  const { asset, account } = env.of(assets).state;
  const details = detailsOf(env, id);
  if (reason.type === "Sufficient") refer(env, who, dropSufficient);
  if (reason.type === "Consumer") refer(env, who, dropConsumer);
  if (reason.type === "DepositHeld") release(env, who, holdReasons.Account, reason.value);
  if (reason.type === "DepositFrom") release(env, reason.value[0], holdReasons.Account, reason.value[1]);
  const sufficients = details.sufficients - (reason.type === "Sufficient" ? 1 : 0);
  asset.put(id, { ...details, accounts: details.accounts - 1, sufficients });
  account.remove(id, who);
}

/** An account with nothing left stays where a deposit is on hold for it. */
const isKept = ({ reason: { type } }: AssetAccount): boolean => type === "DepositHeld" || type === "DepositFrom";

/**
 * Puts an amount into an account, which begins to exist with it.
 *
 * @throws `Assets.Blocked`, `BelowMinimum`, `UnavailableConsumer`
 */
export function credit(env: Env, id: number, who: AccountId, amount: bigint): void {
  const { account } = env.of(assets).state;
  const known = account.get(id, who);
  if (known?.status.type === "Blocked") throw errors.Blocked();
  if (known) {
    account.put(id, who, { ...known, balance: known.balance + amount });
    return;
  }
  const { min_balance: least } = detailsOf(env, id);
  if (amount < least) throw errors.BelowMinimum({ least });
  const reason = addAccount(env, id, who);
  account.put(id, who, { balance: amount, status: { type: "Liquid" }, reason, extra: undefined });
}

/** How an amount leaves an account. */
interface Leaving {
  readonly keepAlive?: boolean;
  /** Takes what there is where there is less. */
  readonly bestEffort?: boolean;
  /** Leaves what is below the minimum: the account is a pallet's. */
  readonly exact?: boolean;
}

/**
 * Takes an amount out of an account, and with it what is left below the minimum; gives how much it was.
 *
 * @throws `Assets.NoAccount`, `Frozen`, `BalanceLow`
 */
export function debit(env: Env, id: number, who: AccountId, amount: bigint, how: Leaving = {}): bigint {
  const { account } = env.of(assets).state;
  const { min_balance: least } = detailsOf(env, id);
  const known = account.get(id, who);
  if (!known) throw errors.NoAccount();
  if (known.status.type !== "Liquid") throw errors.Frozen();
  const { balance } = known;
  const stays = how.keepAlive ? least : 0n;
  const most = balance > stays ? balance - stays : 0n;
  if (amount > most && !how.bestEffort) throw errors.BalanceLow({ balance, amount });
  const wanted = amount > most ? most : amount;
  const taken = balance - wanted < least && !how.exact ? balance : wanted;
  const rest = { ...known, balance: balance - taken };
  if (rest.balance > 0n || isKept(known)) account.put(id, who, rest);
  else removeAccount(env, id, who, rest);
  return taken;
}

/** Changes how much of an asset there is. @throws `Assets.Overflow` */
export function changeSupply(env: Env, id: number, by: bigint): void {
  const details = detailsOf(env, id);
  const supply = details.supply + by;
  if (supply >= 1n << 128n) throw errors.Overflow();
  env.of(assets).state.asset.put(id, { ...details, supply });
}

/** Moves some of an asset; what would be left below the minimum goes with it. @throws as {@link debit}, {@link credit} */
export function move(env: Env, id: number, from: AccountId, to: AccountId, amount: bigint, keepAlive = false): void {
  liveAsset(env, id);
  if (amount > 0n) {
    const moved = debit(env, id, from, amount, { keepAlive });
    credit(env, id, to, moved);
    env.of(assets).emit.Transferred({ asset_id: id, from, to, amount: moved });
  }
}
