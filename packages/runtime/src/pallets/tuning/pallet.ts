import { joinPallet } from "../../pallet.ts";
import { tuningCalls } from "./calls.ts";
import { registry } from "./registry.ts";
import { tuning } from "./spec.ts";

export const tuningPallet = joinPallet(tuning, {
  calls: tuningCalls,
  uses: Object.values(registry).map(({ pallet }) => pallet),
});
