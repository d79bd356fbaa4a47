import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { powerInPools } from "../stake-pools/power.ts";
import { powerInVaults } from "../vaults/power.ts";

/** What an account may vote with beside its free balance: its shares of pools, and of vaults. */
export interface Power {
  readonly pools: bigint;
  readonly vaults: bigint;
  /** How many entries of the state that took. */
  readonly reads: number;
}

export function powerOf(env: Env, who: AccountId): Power {
  const [pools, vaults] = [powerInPools(env, who), powerInVaults(env, who)];
  return { pools: pools.power, vaults: vaults.power, reads: pools.reads + vaults.reads };
}
