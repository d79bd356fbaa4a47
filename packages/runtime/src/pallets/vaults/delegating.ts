import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { transfer } from "../balances/ledger.ts";
import { worthOf } from "../stake-pools/fund.ts";
import { askBack, enter, putDelegation, takeBack, takePaid } from "../stake-pools/house.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { vaultAccount } from "./account.ts";
import { firstMark } from "./fee.ts";
import { expectPower } from "./power.ts";
import { vaults } from "./spec.ts";
import { expectVault, expectVaultOwner, pay, putAndPay, sweep, value } from "./vaults.ts";
import { fundOf } from "./worth.ts";

const { errors } = stakePools;

/**
 * Puts an account's PHA into a vault.
 *
 * @throws `Vaults.UnknownVault`, `TooManyDelegations`, `StakePools.TooLittle`, `Suspended`, `Unsound`; as a transfer that
 *   keeps the account
 */
export function contribute(env: Env, id: number, who: AccountId, amount: bigint): void {
  const { state, emit } = env.of(vaults);
  const found = expectVault(env, id);
  const { least } = env.of(stakePools).state.figures.get();
  if (amount < least) throw errors.TooLittle({ amount, least });
  const { vault, worth } = value(env, id, found.shares === 0n ? { ...found, mark: firstMark } : found);
  if (worth.isSuspended) throw errors.Suspended({ vault: id });
  const { house, bought } = enter(state, id, vault, fundOf({ vault, worth }).value + worth.slack, who, amount);
  transfer(env, who, vaultAccount(id), amount, true);
  emit.Contributed({ vault: id, who, amount, shares: bought });
  putAndPay(env, id, { vault: house, worth });
}

/**
 * Asks an account's shares back.
 *
 * @throws `Vaults.UnknownVault`, `SharesLocked`, `StakePools.TooFewShares`, `TooLittle`, `RequestOpen`
 */
export function withdraw(env: Env, id: number, who: AccountId, shares: bigint): void {
  const { state, emit } = env.of(vaults);
  const { vault, worth } = value(env, id, expectVault(env, id));
  const { shares: available } = state.delegations.get(who, id);
  if (shares === 0n || shares > available) throw errors.TooFewShares({ available, shares });
  const { least } = env.of(stakePools).state.figures.get();
  const amount = worthOf(fundOf({ vault, worth }), shares);
  if (amount < least && shares < available) throw errors.TooLittle({ amount, least });
  const { house, batch, due } = askBack(env, state, id, vault, who, shares);
  state.vaults.put(id, house);
  expectPower(env, who);
  emit.WithdrawalAsked({ vault: id, who, shares, batch, due });
}

/** @throws `Vaults.UnknownVault`, `StakePools.NoRequest`, `AlreadyPaid` */
export function cancelWithdrawal(env: Env, id: number, who: AccountId): void {
  const { state, emit } = env.of(vaults);
  const { house, shares } = takeBack(state, id, expectVault(env, id), who);
  state.vaults.put(id, house);
  emit.WithdrawalCancelled({ vault: id, who, shares });
}

/**
 * Pays what is due, and gives an account its part.
 *
 * @throws `Vaults.UnknownVault`, `StakePools.NoRequest`, `NothingToClaim`
 */
export function claim(env: Env, id: number, who: AccountId): void {
  const { state, emit } = env.of(vaults);
  const vault = putAndPay(env, id, value(env, id, expectVault(env, id)));
  const { house, amount, dust } = takePaid(env, state, id, vault, who);
  state.vaults.put(id, house);
  pay(env, id, who, amount);
  emit.Claimed({ vault: id, who, amount });
  sweep(env, id, dust);
}

/**
 * Gives the owner the shares that it has earned.
 *
 * @throws `Vaults.UnknownVault`, `NotOwner`, `NoFee`, `TooManyDelegations`
 */
export function takeFee(env: Env, id: number, who: AccountId): void {
  const { state, emit } = env.of(vaults);
  const { vault } = value(env, id, expectVaultOwner(env, id, who));
  const { ownerShares: shares } = vault;
  if (shares === 0n) throw vaults.errors.NoFee();
  const before = state.delegations.get(who, id);
  putDelegation(state, who, id, { ...before, shares: before.shares + shares });
  state.vaults.put(id, { ...vault, ownerShares: 0n });
  emit.FeeTaken({ vault: id, shares });
}
