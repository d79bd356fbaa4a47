import { joinPallet } from "../../pallet.ts";
import { certificatesCalls } from "./calls.ts";
import { certificates } from "./spec.ts";

export const certificatesPallet = joinPallet(certificates, { calls: certificatesCalls });
