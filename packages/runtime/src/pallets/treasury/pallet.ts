import { type Ensure, storageKeys } from "@pha/frame";
import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { atLeast, rootOr, rootOrHalf } from "../collective/origins.ts";
import { council } from "../council/spec.ts";
import { parameters } from "../parameters/spec.ts";
import { system } from "../system/spec.ts";
import { treasuryCalls } from "./calls.ts";
import { treasuryGenesis } from "./genesis.ts";
import { treasuryHooks } from "./hooks.ts";
import { treasury } from "./spec.ts";

/** The most that fits: no limit. */
const anyAmount = (1n << 128n) - 1n;

/** Half of the council spends as much as there is. */
export const bySpender: Ensure<bigint> = (caller, state) => {
  rootOrHalf(council)(caller, state);
  return anyAmount;
};

export const treasuryPallet = joinPallet(treasury, {
  uses: [balances, parameters, system],
  calls: treasuryCalls,
  hooks: treasuryHooks,
  genesis: treasuryGenesis,
  origins: { spender: bySpender, approver: rootOr(atLeast(council, [3, 5])), rejecter: rootOrHalf(council) },
  touchedKeys: { block: () => [storageKeys(treasury).figures.key()] },
});
