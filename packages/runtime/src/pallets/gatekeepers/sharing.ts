import type { Hex } from "@pha/codec";
import type { Reader } from "@pha/frame";
import type { Config, GroupKey, gatekeepers, Member } from "./spec.ts";

/** The master key as it is shared now, once there is one. */
export function groupKeyOf({ sharing, groupKeys }: Reader<typeof gatekeepers>): GroupKey | undefined {
  const current = sharing.get();
  return current && groupKeys.get(current.generation, current.round);
}

/** How many of so many gatekeepers must act together: a majority, or more if the network began so. */
export const thresholdOf = ({ threshold }: Config, members: number): number =>
  Math.min(members, Math.max(threshold, Math.floor(members / 2) + 1));

/** Who does what in the round that is under way, by number. */
export interface Roles {
  /** How many of the receivers are to act together. */
  readonly threshold: number;
  /** Members that posted a key in this round. */
  readonly receivers: readonly Member[];
  /** Holders of the key that is shared anew, by their numbers in its sharing; for a new key, the receivers. */
  readonly dealers: readonly (Member & { readonly share?: Hex })[];
  /** How many deals the round needs. */
  readonly needed: number;
  /** The sharing whose key is shared anew; absent for a new key. */
  readonly from: GroupKey | undefined;
}

/** @see Roles */
export function rolesOf(reads: Reader<typeof gatekeepers>): Roles {
  const { generation, participants } = reads.dkg.get();
  const members = reads.members.get();
  const threshold = thresholdOf(reads.config.get(), members.length);
  const current = groupKeyOf(reads);
  const from = current?.generation === generation ? current : undefined;
  const receivers = members.filter(({ index }) => participants.includes(index));
  return { threshold, receivers, dealers: from?.publicShares ?? receivers, needed: from?.threshold ?? threshold, from };
}
