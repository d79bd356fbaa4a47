import type { Cluster } from "./spec.ts";

/** How many of a cluster's members must say the same: more than half, of never fewer than its minimum. */
export const majority = ({ members, minMembers }: Pick<Cluster, "members" | "minMembers">): number =>
  Math.floor(Math.max(members.length, minMembers) / 2) + 1;
