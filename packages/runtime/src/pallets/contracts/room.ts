import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { hold, release } from "../balances/holds.ts";
import { clusterRoom, type Room, roomDeposit } from "./limits.ts";
import { contracts } from "./spec.ts";

/**
 * Takes up room in a cluster, against a deposit.
 *
 * @throws `Contracts.ClusterFull`, and what {@link hold} throws
 */
export function takeRoom(env: Env, who: AccountId, cluster: number, more: Room): void {
  const taken = env.of(contracts).state.room.get(cluster);
  for (const what of ["contracts", "codeBytes", "stateKib"] as const) {
    const max = clusterRoom[what];
    const left = Math.max(max - taken[what], 0);
    if (more[what] > left) throw contracts.errors.ClusterFull({ what, max, left });
  }
  hold(env, who, contracts.holdReasons.RoomDeposit, depositOf(more));
  countRoom(env, cluster, more, 1);
}

/** Gives room in a cluster back, and the deposit for it. */
export function giveRoom(env: Env, who: AccountId, cluster: number, less: Room): void {
  countRoom(env, cluster, less, -1);
  release(env, who, contracts.holdReasons.RoomDeposit, depositOf(less));
}

/** Counts room as taken up, or (-1) no more, without a deposit and whatever the cluster has left. */
export function countRoom(env: Env, cluster: number, room: Room, sign: 1 | -1): void {
  const { state } = env.of(contracts);
  const taken = state.room.get(cluster);
  state.room.put(cluster, {
    contracts: taken.contracts + sign * room.contracts,
    codeBytes: taken.codeBytes + sign * room.codeBytes,
    stateKib: taken.stateKib + sign * room.stateKib,
  });
}

/** What is held for room: what is begun of a KiB of code counts whole. */
export const depositOf = ({ contracts: count, codeBytes, stateKib }: Room): bigint =>
  BigInt(count) * roomDeposit.contract + BigInt(Math.ceil(codeBytes / 1_024) + stateKib) * roomDeposit.kib;
