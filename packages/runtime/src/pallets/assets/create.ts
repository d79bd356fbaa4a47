import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { assets } from "./spec.ts";

const { errors } = assets;

/** An asset before anybody has any of it. */
export const nothingYet = {
  supply: 0n,
  deposit: 0n,
  is_sufficient: false,
  accounts: 0,
  sufficients: 0,
  approvals: 0,
  status: { type: "Live" },
} as const;

/** @throws `Assets.InUse`, `MinBalanceZero` */
export function expectFree(env: Env, id: number, least: bigint): void {
  if (env.of(assets).state.asset.has(id)) throw errors.InUse();
  if (least === 0n) throw errors.MinBalanceZero();
}

interface Described {
  readonly name: Uint8Array;
  readonly symbol: Uint8Array;
  readonly decimals: number;
  readonly least: bigint;
}

/** Makes an asset for another pallet, which suffices for its accounts. @throws `Assets.InUse`, `MinBalanceZero` */
export function createAsset(env: Env, id: number, owner: AccountId, { least, ...described }: Described): void {
  const { state, emit } = env.of(assets);
  expectFree(env, id, least);
  const team = { owner, issuer: owner, admin: owner, freezer: owner };
  state.asset.put(id, { ...nothingYet, ...team, min_balance: least, is_sufficient: true });
  state.metadata.put(id, { ...described, deposit: 0n, is_frozen: true });
  emit.ForceCreated({ asset_id: id, owner });
  emit.MetadataSet({ asset_id: id, ...described, is_frozen: true });
}
