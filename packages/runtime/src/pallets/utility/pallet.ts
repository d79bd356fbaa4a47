import { joinPallet } from "../../pallet.ts";
import { utilityCalls } from "./calls.ts";
import { utility } from "./spec.ts";

export const utilityPallet = joinPallet(utility, { calls: utilityCalls });
