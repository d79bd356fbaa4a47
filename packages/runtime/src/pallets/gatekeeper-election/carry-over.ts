import { readState } from "@pha/frame";
import { tickAt } from "@pha/light-client";
import { type CarryContext, carry } from "../../carry-rules.ts";
import { timestamp } from "../timestamp/spec.ts";
import { gatekeeperElection } from "./spec.ts";

/** Ticks of the new network begin anew: what has still to pass goes on. */
function ticksUntil(tick: number, { state }: CarryContext): number {
  const { clock, now } = readState(timestamp, state);
  return Math.max(tick - tickAt(clock.get(), now.get()), 0);
}

/** The master key and its generations end with the old network: nothing waits for them. */
export const gatekeeperElectionCarryOver = carry(gatekeeperElection, {
  era: (era, context) => ({ ...era, due: ticksUntil(era.due, context) }),
  candidacies: ({ leaving, ...candidacy }, context) => ({
    ...candidacy,
    leaving: leaving === undefined ? undefined : ticksUntil(leaving, context),
  }),
  leaving: (all, context) =>
    all.map(({ amount, due }) => ({ amount, due: ticksUntil(due, context), generation: undefined })),
});
