import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { worthOf } from "../stake-pools/fund.ts";
import type { PowerIn } from "../stake-pools/power.ts";
import type { StateReads } from "../stake-pools/worth.ts";
import { vaults } from "./spec.ts";
import { fundOf, withFee } from "./worth.ts";

/** What an account's shares in vaults are worth, once the owners have what they earned by now: not what is asked back. */
export function powerInVaults(env: StateReads, who: AccountId): PowerIn {
  const { state } = env.of(vaults);
  let [power, reads] = [0n, 0];
  for (const id of state.delegatedTo.get(who)) {
    const vault = state.vaults.get(id);
    if (!vault) continue;
    const valued = withFee(env, id, vault);
    power += worthOf(fundOf(valued), state.delegations.get(who, id).shares);
    reads += 3 + 3 * valued.worth.pools;
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
