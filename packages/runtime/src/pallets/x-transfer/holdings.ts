import type { AccountId, Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { changeSupply, credit, debit, liveAsset } from "../assets/accounts.ts";
import { assets } from "../assets/spec.ts";
import type { Registered } from "../assets-registry/spec.ts";
import { existentialDeposit } from "../balances/account-data.ts";
import { accountOf, transfer } from "../balances/ledger.ts";
import { less } from "../balances/parts.ts";
import { laneNamed } from "../lanes/lanes.ts";
import { isReserve } from "../lanes/reserve.ts";
import { xTransfer } from "./spec.ts";

const { errors } = xTransfer;

/** Where an amount is: in an account, or beyond the lane that it came by first, from which it is issued here. */
export type Place = AccountId | "beyond";

/** What stands for the other end of a lane: its reserve, or nothing where the asset came by this lane. */
export const beyond = (env: Env, { upstream }: Registered, lane: Hex): Place =>
  upstream === lane ? "beyond" : laneNamed(env, lane).reserve;

/** The least that an account must have of an asset. */
export const leastOf = (env: Env, { asset }: Registered): bigint =>
  asset === undefined ? existentialDeposit : liveAsset(env, asset).min_balance;

/**
 * Moves an amount: exactly so much leaves one place and comes to the other.
 *
 * @throws what `Balances` and `Assets` throw; `XTransfer.DustLeft`
 */
export function move(env: Env, { asset }: Registered, from: Place, to: Place, amount: bigint): void {
  if (from === to) return;
  if (asset === undefined) {
    // The network's own token is at home: it never came from beyond.
    if (from !== "beyond" && to !== "beyond") transfer(env, from, to, amount, true);
    return;
  }
  liveAsset(env, asset);
  const { emit } = env.of(assets);
  if (from === "beyond") changeSupply(env, asset, amount);
  else if (take(env, asset, from, amount) !== amount) throw errors.DustLeft({ amount });
  if (to === "beyond") changeSupply(env, asset, -amount);
  else credit(env, asset, to, amount);
  if (from === "beyond" && to !== "beyond") emit.Issued({ asset_id: asset, owner: to, amount });
  if (to === "beyond" && from !== "beyond") emit.Burned({ asset_id: asset, owner: from, balance: amount });
  if (from !== "beyond" && to !== "beyond") emit.Transferred({ asset_id: asset, from, to, amount });
}

/** Reserves of lanes pay to the last unit. */
const take = (env: Env, asset: number, from: AccountId, amount: bigint): bigint =>
  debit(env, asset, from, amount, { exact: isReserve(from) });

/**
 * That what arrives by a lane does not exceed what left by it: a lane draws on its own reserve alone.
 *
 * @throws `XTransfer.ReserveShort`
 */
export function expectBacked(env: Env, resource: Hex, registered: Registered, lane: Hex, amount: bigint): void {
  const from = beyond(env, registered, lane);
  if (from === "beyond") return;
  const owed = env.of(xTransfer).state.owed.get(resource, lane);
  const free = less(heldIn(env, registered, from), owed);
  if (amount > free) throw errors.ReserveShort({ amount, free });
}

function heldIn(env: Env, { asset }: Registered, account: AccountId): bigint {
  if (asset === undefined) return less(accountOf(env, account).data.free, existentialDeposit);
  return env.of(assets).state.account.get(asset, account)?.balance ?? 0n;
}
