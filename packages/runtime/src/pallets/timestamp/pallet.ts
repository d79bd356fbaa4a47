import { storageKeys } from "@pha/frame";
import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { timestampGenesis } from "./genesis.ts";
import { timestamp } from "./spec.ts";

export const timestampPallet = joinPallet(timestamp, {
  genesis: timestampGenesis,
  carryOver: carry(timestamp, { now: "ends", clock: ({ tickMs }) => ({ tickMs, beganMs: 0n }) }),
  touchedKeys: { block: () => [storageKeys(timestamp).now.key(), storageKeys(timestamp).clock.key()] },
});
