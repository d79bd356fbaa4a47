import { storageKeys } from "@pha/frame";
import { carry, joinPallet } from "../../pallet.ts";
import { timestamp } from "./spec.ts";

export const timestampPallet = joinPallet(timestamp, {
  carryOver: carry(timestamp, { now: "ends" }),
  touchedKeys: { block: () => [storageKeys(timestamp).now.key()] },
});
