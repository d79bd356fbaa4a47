import { storageKeys } from "@pha/frame";
import { joinPallet } from "../../pallet.ts";
import { attestation } from "../attestation/spec.ts";
import { balances } from "../balances/spec.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import { timestamp } from "../timestamp/spec.ts";
import { gatekeeperElectionCalls } from "./calls.ts";
import { gatekeeperElectionCarryOver } from "./carry-over.ts";
import { gatekeeperElectionGenesis } from "./genesis.ts";
import { gatekeeperElectionHooks } from "./hooks.ts";
import { gatekeeperElection } from "./spec.ts";

const keys = storageKeys(gatekeeperElection);

export const gatekeeperElectionPallet = joinPallet(gatekeeperElection, {
  uses: [attestation, balances, gatekeepers, timestamp],
  calls: gatekeeperElectionCalls,
  hooks: gatekeeperElectionHooks,
  genesis: gatekeeperElectionGenesis,
  carryOver: gatekeeperElectionCarryOver,
  touchedKeys: { block: () => [keys.figures.key(), keys.era.key()] },
});
