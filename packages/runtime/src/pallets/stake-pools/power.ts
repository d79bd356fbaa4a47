import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { worthOf } from "./fund.ts";
import { stakePools } from "./spec.ts";
import type { StateReads } from "./worth.ts";

/** What an account may vote with, and how many entries of the state that took to find out. */
export interface PowerIn {
  readonly power: bigint;
  readonly reads: number;
}

/** What an account's shares in pools are worth, without those that it has asked back. */
export function powerInPools(env: StateReads, who: AccountId): PowerIn {
  const { state } = env.of(stakePools);
  const ids = state.delegatedTo.get(who);
  const pools = state.pools.getMany(ids);
  const delegations = state.delegations.getMany(ids.map((id) => [who, id] as const));
  const power = ids.reduce((sum, _, i) => {
    const [pool, delegation] = [pools[i], delegations[i]];
    return pool && delegation ? sum + worthOf(pool, delegation.shares) : sum;
  }, 0n);
  return { power, reads: 2 * ids.length };
}

/** @throws `StakePools.SharesLocked` where shares are worth less than what the account has voted with. */
export function expectPower(env: Env, who: AccountId): void {
  const locked = env.of(stakePools).state.shareLocks.get(who);
  if (locked === 0n) return;
  const { power } = powerInPools(env, who);
  if (power < locked) throw stakePools.errors.SharesLocked({ locked, left: power });
}
