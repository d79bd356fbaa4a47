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
  const { state } = env.of(contracts);
  const taken = state.room.get(cluster);
  const room: Room = {
    contracts: taken.contracts + more.contracts,
    codeBytes: taken.codeBytes + more.codeBytes,
    stateKib: taken.stateKib + more.stateKib,
  };
  for (const what of ["contracts", "codeBytes", "stateKib"] as const) {
    const max = clusterRoom[what];
    if (room[what] > max) throw contracts.errors.ClusterFull({ what, max, left: max - taken[what] });
  }
  hold(env, who, contracts.holdReasons.RoomDeposit, depositOf(more));
  state.room.put(cluster, room);
}

/** Gives room in a cluster back, and the deposit for it. */
export function giveRoom(env: Env, who: AccountId, cluster: number, less: Room): void {
  const { state } = env.of(contracts);
  const taken = state.room.get(cluster);
  state.room.put(cluster, {
    contracts: taken.contracts - less.contracts,
    codeBytes: taken.codeBytes - less.codeBytes,
    stateKib: taken.stateKib - less.stateKib,
  });
  release(env, who, contracts.holdReasons.RoomDeposit, depositOf(less));
}

/** What is held for room: what is begun of a KiB of code counts whole. */
export const depositOf = ({ contracts: count, codeBytes, stateKib }: Room): bigint =>
  BigInt(count) * roomDeposit.contract + BigInt(Math.ceil(codeBytes / 1_024) + stateKib) * roomDeposit.kib;
