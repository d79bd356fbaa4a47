import type { AccountId } from "@pha/codec";
import type { AnyPallet, Reader } from "@pha/frame";
import { claimable, stillWaiting } from "./batch.ts";
import { worthOf } from "./fund.ts";
import { stakePools } from "./spec.ts";

/** What an account has in pools, in plancks. */
export interface Worth {
  /** How many pools that are. */
  readonly pools: number;
  readonly value: bigint;
  /** The part of it that was asked back, and returns by itself. */
  readonly returning: bigint;
  /** By how much rounding may have made it too small. */
  readonly slack: bigint;
  /** Whether something is undecided in one of the pools, so that this may be too much. */
  readonly isSuspended: boolean;
}

/** What can be read of the state: in a block, or of one that is only looked at. */
export interface StateReads {
  of<P extends AnyPallet>(pallet: P): { readonly state: Reader<P> };
}

/** What an account has in pools, with what it has asked back. */
export function worthInPools(env: StateReads, who: AccountId): Worth {
  const { state } = env.of(stakePools);
  const ids = state.delegatedTo.get(who);
  const pools = state.pools.getMany(ids);
  const delegations = state.delegations.getMany(ids.map((id) => [who, id] as const));
  let [value, returning, slack, isSuspended] = [0n, 0n, 0n, false];
  for (const [i, id] of ids.entries()) {
    const [pool, delegation] = [pools[i], delegations[i]];
    if (!pool || !delegation) continue;
    const { shares, request } = delegation;
    const batch = request && state.batches.get(id, request.batch);
    const asked = request && batch ? claimable(batch, request) + worthOf(pool, stillWaiting(batch, request)) : 0n;
    value += worthOf(pool, shares) + asked;
    returning += asked;
    slack += 4n;
    isSuspended ||= pool.suspensions > 0;
  }
  return { pools: ids.length, value, returning, slack, isSuspended };
}
