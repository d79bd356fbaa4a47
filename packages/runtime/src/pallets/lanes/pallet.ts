import type { AccountId } from "@pha/codec";
import { anyOf, byRoot, bySigned } from "@pha/frame";
import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { foreignFinality } from "../foreign-finality/spec.ts";
import { messages } from "../messages/spec.ts";
import { lanesCalls } from "./calls.ts";
import { lanes } from "./spec.ts";

export const lanesPallet = joinPallet(lanes, {
  uses: [balances, foreignFinality, messages],
  calls: lanesCalls,
  units: { control: { bytes: ({ parameters }) => parameters.length } },
  origins: { guardian: anyOf<AccountId | undefined>(byRoot, bySigned) },
  carryOver: carry(lanes, {
    lanes: "ends",
    open: "ends",
    messages: "ends",
    places: "ends",
    nodes: "ends",
    used: "ends",
  }),
});
