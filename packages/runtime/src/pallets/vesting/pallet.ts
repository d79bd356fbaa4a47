import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { system } from "../system/spec.ts";
import { vestingCalls } from "./calls.ts";
import { vestingCarryOver } from "./carry-over.ts";
import { vesting } from "./spec.ts";

export const vestingPallet = joinPallet(vesting, {
  uses: [balances, system],
  calls: vestingCalls,
  carryOver: vestingCarryOver,
});
