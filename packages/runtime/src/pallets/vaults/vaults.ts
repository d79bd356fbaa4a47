import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { transfer } from "../balances/ledger.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { payDue } from "../stake-pools/house.ts";
import { vaultAccount } from "./account.ts";
import { vaults } from "./spec.ts";
import type { Vault } from "./types.ts";
import { fundOf, type Valued, withFee } from "./worth.ts";

const { errors } = vaults;

/** @throws `Vaults.UnknownVault` */
export function expectVault(env: Env, id: number): Vault {
  const vault = env.of(vaults).state.vaults.get(id);
  if (!vault) throw errors.UnknownVault({ vault: id });
  return vault;
}

/** @throws `Vaults.UnknownVault`, `NotOwner` */
export function expectVaultOwner(env: Env, id: number, who: AccountId): Vault {
  const vault = expectVault(env, id);
  if (vault.owner !== who) throw errors.NotOwner({ owner: vault.owner });
  return vault;
}

/**
 * Values a vault, and counts what its owner has earned by now: not while something is undecided in one of its pools.
 *
 * @param given - the vault as it is to be written
 */
export function value(env: Env, id: number, given: Vault): Valued {
  const { vault, worth, earned } = withFee(env, id, given);
  if (worth.isSuspended) return { vault: given, worth };
  if (earned > 0n) env.of(vaults).emit.FeeEarned({ vault: id, shares: earned });
  return { vault, worth };
}

/** Pays what is due and writes the vault; while something is undecided in one of its pools, only that. */
export function putAndPay(env: Env, id: number, valued: Valued): Vault {
  const { state, emit } = env.of(vaults);
  const { vault, worth } = valued;
  const { house, paid } = worth.isSuspended
    ? { house: vault, paid: [] }
    : payDue(env, state, id, vault, fundOf(valued).value);
  state.vaults.put(id, house);
  for (const each of paid) emit.BatchPaid({ vault: id, ...each });
  return house;
}

/** Moves money out of a vault's account, which stays. */
export function pay(env: Env, id: number, to: AccountId, amount: bigint): void {
  if (amount > 0n) transfer(env, vaultAccount(id), to, amount, true);
}

/** What rounding left goes to the treasury. */
export function sweep(env: Env, id: number, amount: bigint): void {
  if (amount === 0n) return;
  pay(env, id, treasuryAccount, amount);
  env.of(vaults).emit.DustSwept({ vault: id, amount });
}
