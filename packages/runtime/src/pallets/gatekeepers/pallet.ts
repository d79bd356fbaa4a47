import { storageKeys } from "@pha/frame";
import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { attestation } from "../attestation/spec.ts";
import { timestamp } from "../timestamp/spec.ts";
import { gatekeepersCalls, gatekeepersJudges } from "./calls.ts";
import { gatekeepersGenesis } from "./genesis.ts";
import { gatekeepersHooks } from "./hooks.ts";
import { gatekeepers } from "./spec.ts";

export const gatekeepersPallet = joinPallet(gatekeepers, {
  uses: [attestation, timestamp],
  calls: gatekeepersCalls,
  enclaves: { role: "Gatekeeper", judges: gatekeepersJudges, once: ["dkg_deal"] },
  hooks: gatekeepersHooks,
  genesis: gatekeepersGenesis,
  carryOver: carry(gatekeepers, {
    members: "ends",
    dkg: "ends",
    roundKeys: "ends",
    deals: "ends",
    complaints: "ends",
    faults: "ends",
    sharing: "ends",
    groupKeys: "ends",
    older: "ends",
    madeAt: "ends",
    left: "ends",
    ended: "ends",
  }),
  touchedKeys: { block: () => [storageKeys(gatekeepers).dkg.key()] },
});
