import { joinPallet } from "../../pallet.ts";
import { tuningCalls } from "./calls.ts";
import { owners } from "./owners.ts";
import { tuning } from "./spec.ts";

export const tuningPallet = joinPallet(tuning, {
  calls: tuningCalls,
  uses: owners,
});
