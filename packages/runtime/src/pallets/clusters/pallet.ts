import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { attestation } from "../attestation/spec.ts";
import { timestamp } from "../timestamp/spec.ts";
import { clustersCalls } from "./calls.ts";
import { clustersGenesis } from "./genesis.ts";
import { clusters } from "./spec.ts";

export const clustersPallet = joinPallet(clusters, {
  uses: [attestation, timestamp],
  calls: clustersCalls,
  genesis: clustersGenesis,
  carryOver: carry(clusters, {
    clusters: (cluster) => ({ ...cluster, members: [], applicants: [] }),
    removals: "ends",
    lent: "ends",
    waiting: "ends",
    behind: "ends",
  }),
});
