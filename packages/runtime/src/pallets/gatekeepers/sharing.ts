import type { Hex } from "@pha/codec";
import type { Reader } from "@pha/frame";
import type { Config, GroupKey, gatekeepers, Member, Sharing } from "./spec.ts";

/** The newest sharing of a generation that is not over: of the one in use, if none is named. */
export function sharingOf({ sharing, older }: Reader<typeof gatekeepers>, generation?: number): Sharing | undefined {
  const current = sharing.get();
  if (generation === undefined || generation === current?.generation) return current;
  const round = older.get(generation);
  return round === undefined ? undefined : { generation, round };
}

/** A master key as it is shared: the one in use, if no generation is named. */
export function groupKeyOf(reads: Reader<typeof gatekeepers>, generation?: number): GroupKey | undefined {
  const found = sharingOf(reads, generation);
  return found && reads.groupKeys.get(found.generation, found.round);
}

/** The sharings of generations before the one in use that are not over, oldest first. */
export function olderSharings(reads: Reader<typeof gatekeepers>): readonly Sharing[] {
  const [from, to] = [reads.ended.get(), generationInUse(reads)];
  return Array.from({ length: to - from }, (_, i) => sharingOf(reads, from + i)).flatMap((found) => found ?? []);
}

/** The generation of the master key of which keys are made now. */
export const generationInUse = ({ sharing }: Reader<typeof gatekeepers>): number => sharing.get()?.generation ?? 0;

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
