import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { computation } from "../computation/spec.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import { beaconCalls, judgeSign } from "./calls.ts";
import { beaconGenesis } from "./genesis.ts";
import { beacon } from "./spec.ts";

export const beaconPallet = joinPallet(beacon, {
  uses: [computation, gatekeepers],
  calls: beaconCalls,
  enclaves: { role: "Gatekeeper", judges: { sign: judgeSign } },
  genesis: beaconGenesis,
  carryOver: carry(beacon, { last: "ends", parts: "ends" }),
});
