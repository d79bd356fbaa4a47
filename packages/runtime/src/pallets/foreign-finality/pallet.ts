import type { AccountId } from "@pha/codec";
import { anyOf, byRoot, bySigned } from "@pha/frame";
import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { foreignFinalityCalls } from "./calls.ts";
import { foreignFinality } from "./spec.ts";

export const foreignFinalityPallet = joinPallet(foreignFinality, {
  calls: foreignFinalityCalls,
  units: {
    accept: { signatures: ({ certificate }) => certificate.signatures.length },
    contradict: { signatures: ({ one, other }) => one.signatures.length + other.signatures.length },
  },
  origins: { objector: anyOf<AccountId | undefined>(byRoot, bySigned) },
  carryOver: carry(foreignFinality, { ledgers: "ends", roots: "ends", heights: "ends", sets: "ends" }),
});
