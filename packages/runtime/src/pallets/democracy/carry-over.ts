import { readState } from "@pha/frame";
import { type CarryContext, carry } from "../../carry-rules.ts";
import { democracy } from "./spec.ts";

/** The first launch of the new network, and so the first block that has anything to do. */
const first = (_: number, { state }: CarryContext): number => readState(democracy, state).figures.get().launch;

/** Referenda end with the network whose blocks they count in; deposits and locks are free. */
export const democracyCarryOver = carry(democracy, {
  publicPropCount: "ends",
  publicProps: "ends",
  depositOf: "ends",
  referendumCount: "ends",
  lowestUnbaked: "ends",
  referendumInfoOf: "ends",
  votingOf: "ends",
  lastTabledWasExternal: "ends",
  nextExternal: "ends",
  blacklist: "ends",
  cancellations: "ends",
  lockingOf: "ends",
  lockingOfDelegation: "ends",
  metadataOf: "ends",
  regular: "ends",
  nextLaunch: first,
  due: first,
});
