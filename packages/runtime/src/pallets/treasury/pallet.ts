import { storageKeys } from "@pha/frame";
import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { bounties } from "../bounties/spec.ts";
import { atLeast, bySpender, rootOr, rootOrHalf } from "../collective/origins.ts";
import { council } from "../council/spec.ts";
import { parameters } from "../parameters/spec.ts";
import { system } from "../system/spec.ts";
import { treasuryCalls } from "./calls.ts";
import { treasuryGenesis } from "./genesis.ts";
import { treasuryHooks } from "./hooks.ts";
import { treasury } from "./spec.ts";

export const treasuryPallet = joinPallet(treasury, {
  uses: [balances, bounties, parameters, system],
  calls: treasuryCalls,
  hooks: treasuryHooks,
  genesis: treasuryGenesis,
  origins: { spender: bySpender(council), approver: rootOr(atLeast(council, [3, 5])), rejecter: rootOrHalf(council) },
  touchedKeys: { block: () => [storageKeys(treasury).figures.key()] },
});
