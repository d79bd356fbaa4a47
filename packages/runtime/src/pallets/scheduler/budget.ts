import type { Weight } from "@pha/frame";
import { blockLimits } from "../../executive/limits.ts";

/** Four fifths of a block. */
export const schedulerBudget: Weight = {
  ref_time: (blockLimits.ref_time * 4n) / 5n,
  proof_size: (blockLimits.proof_size * 4n) / 5n,
};
