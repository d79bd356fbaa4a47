import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { attestation } from "../attestation/spec.ts";
import { balances } from "../balances/spec.ts";
import { clusters } from "../clusters/spec.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { timestamp } from "../timestamp/spec.ts";
import { leasesCalls } from "./calls.ts";
import { leases } from "./spec.ts";

export const leasesPallet = joinPallet(leases, {
  uses: [attestation, balances, clusters, stakePools, timestamp],
  calls: leasesCalls,
  units: {
    take: { workers: ({ workers }) => workers.length },
  },
  // Workers end with the old network: leases are over, and whoever ends one gives its tenant the rest back.
  carryOver: carry(leases, {
    offers: "ends",
    offered: "ends",
    offerCount: "ends",
    serving: "ends",
    leases: (lease) => ({ ...lease, from: 0, until: 0, countedTo: 0 }),
  }),
});
