import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { cancelWithdrawal, claim, contribute, withdraw } from "../stake-pools/delegating.ts";
import { worthOf } from "../stake-pools/fund.ts";
import { overdueShares, unaskedOf } from "../stake-pools/house.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { vaultAccount } from "./account.ts";
import { vaultLimits } from "./limits.ts";
import { vaults } from "./spec.ts";
import { expectVault, expectVaultOwner, putAndPay, value } from "./vaults.ts";
import { fundOf } from "./worth.ts";

const { errors } = vaults;

/**
 * Puts PHA of a vault into a pool.
 *
 * @throws `Vaults.UnknownVault`, `NotOwner`, `TooManyPools`, `NotEnoughFree`; as a contribution to a pool
 */
export function invest(env: Env, id: number, who: AccountId, pool: number, amount: bigint): void {
  const valued = value(env, id, expectVaultOwner(env, id, who));
  const invested = env.of(stakePools).state.delegatedTo.get(vaultAccount(id));
  if (!invested.includes(pool) && invested.length >= vaultLimits.pools)
    throw errors.TooManyPools({ max: vaultLimits.pools });
  const left = unaskedOf({ ...valued.vault, ...fundOf(valued) });
  if (amount > left) throw errors.NotEnoughFree({ left, amount });
  env.of(vaults).state.vaults.put(id, { ...valued.vault, free: valued.vault.free - amount });
  contribute(env, pool, vaultAccount(id), amount);
  env.of(vaults).emit.Invested({ vault: id, pool, amount });
}

/**
 * Asks shares of a vault back from a pool.
 *
 * @throws `Vaults.UnknownVault`, `NotOwner`; as a withdrawal from a pool
 */
export function divest(env: Env, id: number, who: AccountId, pool: number, shares: bigint): void {
  expectVaultOwner(env, id, who);
  withdraw(env, pool, vaultAccount(id), shares);
  env.of(vaults).emit.Divested({ vault: id, pool, shares });
}

/** @throws `Vaults.UnknownVault`, `NotOwner`, `Overdue`, `StakePools.NoRequest`, `AlreadyPaid` */
export function cancelDivestment(env: Env, id: number, who: AccountId, pool: number): void {
  const vault = expectVaultOwner(env, id, who);
  if (overdueShares(env, env.of(vaults).state, id, vault) > 0n) throw errors.Overdue();
  cancelWithdrawal(env, pool, vaultAccount(id));
  env.of(vaults).emit.DivestmentCancelled({ vault: id, pool });
}

/**
 * Takes what a pool has paid into the vault, and pays what is due there.
 *
 * @throws `Vaults.UnknownVault`, `StakePools.NoRequest`, `NothingToClaim`
 */
export function collect(env: Env, id: number, pool: number): void {
  const vault = expectVault(env, id);
  const amount = claim(env, pool, vaultAccount(id));
  env.of(vaults).emit.Collected({ vault: id, pool, amount });
  putAndPay(env, id, value(env, id, { ...vault, free: vault.free + amount }));
}

/**
 * Asks all of a vault back from a pool, with what it has asked for before, when it owes more than it has and has asked for;
 * or when it owes anything and has asked for nothing in a pool that is suspended. A vault pays nothing until that pool is
 * resumed; once this request's notice is over, anybody may stop the machines that suspend it.
 *
 * @throws `Vaults.UnknownVault`, `NotOverdue`, `StakePools.AlreadyPaid`, `TooFewShares`
 */
export function forceDivest(env: Env, id: number, pool: number): void {
  const { state, emit } = env.of(vaults);
  const valued = value(env, id, expectVault(env, id));
  const waiting = overdueShares(env, state, id, valued.vault);
  const owed = worthOf(fundOf(valued), waiting);
  const comes = valued.vault.free + valued.worth.returning;
  const account = vaultAccount(id);
  const { delegations, pools } = env.of(stakePools).state;
  const { shares: active, request } = delegations.get(account, pool);
  const isHeldUp = waiting > 0n && !request && (pools.get(pool)?.suspensions ?? 0) > 0;
  if (owed <= comes && !isHeldUp) throw errors.NotOverdue({ owed, comes });
  state.vaults.put(id, valued.vault);
  if (active > 0n && request) cancelWithdrawal(env, pool, account);
  const { shares } = delegations.get(account, pool);
  withdraw(env, pool, account, shares);
  emit.Divested({ vault: id, pool, shares });
}
