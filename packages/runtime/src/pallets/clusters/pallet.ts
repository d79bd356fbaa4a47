import { carry, joinPallet } from "../../pallet.ts";
import { clustersCalls } from "./calls.ts";
import { clustersGenesis } from "./genesis.ts";
import { clusters } from "./spec.ts";

export const clustersPallet = joinPallet(clusters, {
  calls: clustersCalls,
  genesis: clustersGenesis,
  carryOver: carry(clusters, { clusters: (cluster) => ({ ...cluster, members: [], applicants: [] }) }),
});
