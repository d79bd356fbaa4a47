import { storageKeys } from "@pha/frame";
import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { messages } from "./spec.ts";

export const messagesPallet = joinPallet(messages, {
  carryOver: carry(messages, { head: "ends", latest: "ends", outbound: "ends" }),
  touchedKeys: { block: () => [storageKeys(messages).outbound.key()] },
});
