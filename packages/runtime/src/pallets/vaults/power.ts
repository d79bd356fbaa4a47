import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { worthOf } from "../stake-pools/fund.ts";
import type { PowerIn } from "../stake-pools/power.ts";
import { type StateReads, worthInPools } from "../stake-pools/worth.ts";
import { vaultAccount } from "./account.ts";
import { vaults } from "./spec.ts";

/** What an account's shares in vaults are worth, by what those have in pools, without what it has asked back. */
export function powerInVaults(env: StateReads, who: AccountId): PowerIn {
  const { state } = env.of(vaults);
  let [power, reads] = [0n, 0];
  for (const id of state.delegatedTo.get(who)) {
    const vault = state.vaults.get(id);
    if (!vault) continue;
    const worth = worthInPools(env, vaultAccount(id));
    const fund = { shares: vault.shares, value: vault.free + worth.value };
    power += worthOf(fund, state.delegations.get(who, id).shares);
    reads += 3 + 3 * worth.pools;
  }
  return { power, reads };
}

/** @throws `Vaults.SharesLocked` where shares are worth less than what the account has voted with. */
export function expectPower(env: Env, who: AccountId): void {
  const locked = env.of(vaults).state.shareLocks.get(who);
  if (locked === 0n) return;
  const { power } = powerInVaults(env, who);
  if (power < locked) throw vaults.errors.SharesLocked({ locked, left: power });
}
