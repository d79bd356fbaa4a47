import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { worthOf } from "../stake-pools/fund.ts";
import { worthInPools } from "../stake-pools/worth.ts";
import { vaultAccount } from "./account.ts";
import { vaults } from "./spec.ts";

/** What an account's shares in vaults are worth, by what those have in pools, without what it has asked back. */
export function powerInVaults(env: Pick<Env, "of">, who: AccountId): bigint {
  const { state } = env.of(vaults);
  let sum = 0n;
  for (const id of state.delegatedTo.get(who)) {
    const vault = state.vaults.get(id);
    if (!vault) continue;
    const value = vault.free + worthInPools(env, vaultAccount(id)).value;
    sum += worthOf({ shares: vault.shares, value }, state.delegations.get(who, id).shares);
  }
  return sum;
}

/** @throws `Vaults.SharesLocked` where shares are worth less than what the account has voted with. */
export function expectPower(env: Env, who: AccountId): void {
  const locked = env.of(vaults).state.shareLocks.get(who);
  if (locked === 0n) return;
  const power = powerInVaults(env, who);
  if (power < locked) throw vaults.errors.SharesLocked({ locked, left: power });
}
