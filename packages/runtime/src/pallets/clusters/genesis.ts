import type { Env, GenesisOf } from "@pha/frame";
import type { NetworkProfile } from "../../chain-spec/chain-spec.ts";
import { errors } from "../../executive/errors.ts";
import { clusters } from "./spec.ts";

export function clustersGenesis(env: Env, given: GenesisOf<typeof clusters>, { development }: NetworkProfile): void {
  if (!development && given.some(({ open }) => open))
    throw errors.BadGenesis({ reason: "only a development network has open clusters" });
  const { state } = env.of(clusters);
  state.count.put(given.length);
  for (const [id, cluster] of given.entries()) state.clusters.put(id, { ...cluster, members: [], applicants: [] });
}
