import { joinPallet } from "../../pallet.ts";
import { utilityCalls } from "./calls.ts";
import { utility } from "./spec.ts";

export const utilityPallet = joinPallet(utility, {
  calls: utilityCalls,
  units: {
    batch: { calls: ({ calls }) => calls.length },
    batch_all: { calls: ({ calls }) => calls.length },
    force_batch: { calls: ({ calls }) => calls.length },
  },
});
