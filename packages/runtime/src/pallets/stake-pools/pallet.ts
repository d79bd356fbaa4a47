import { joinPallet } from "../../pallet.ts";
import { attestation } from "../attestation/spec.ts";
import { balances } from "../balances/spec.ts";
import { system } from "../system/spec.ts";
import { timestamp } from "../timestamp/spec.ts";
import { stakePoolsCalls } from "./calls.ts";
import { stakePoolsCarryOver } from "./carry-over.ts";
import { stakePools } from "./spec.ts";

export const stakePoolsPallet = joinPallet(stakePools, {
  uses: [attestation, balances, system, timestamp],
  calls: stakePoolsCalls,
  units: { describe: { bytes: ({ description }) => description.length } },
  carryOver: stakePoolsCarryOver,
});
