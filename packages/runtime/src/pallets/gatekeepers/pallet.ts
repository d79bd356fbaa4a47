import { storageKeys } from "@pha/frame";
import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { attestation } from "../attestation/spec.ts";
import { timestamp } from "../timestamp/spec.ts";
import { gatekeepersCalls, judgeDeal, judgeKey } from "./calls.ts";
import { gatekeepersGenesis } from "./genesis.ts";
import { gatekeepersHooks } from "./hooks.ts";
import { gatekeepers } from "./spec.ts";

export const gatekeepersPallet = joinPallet(gatekeepers, {
  uses: [attestation, timestamp],
  calls: gatekeepersCalls,
  enclaves: { role: "Gatekeeper", judges: { dkg_key: judgeKey, dkg_deal: judgeDeal }, once: ["dkg_deal"] },
  units: { dkg_deal: { finish: () => 1 } },
  hooks: gatekeepersHooks,
  genesis: gatekeepersGenesis,
  carryOver: carry(gatekeepers, {
    members: "ends",
    dkg: "ends",
    roundKeys: "ends",
    deals: "ends",
    sharing: "ends",
    groupKeys: "ends",
  }),
  touchedKeys: { block: () => [storageKeys(gatekeepers).dkg.key()] },
});
