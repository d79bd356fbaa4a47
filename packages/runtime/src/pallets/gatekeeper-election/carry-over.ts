import { carry } from "../../carry-rules.ts";
import { ticksUntil } from "../timestamp/carried.ts";
import { gatekeeperElection } from "./spec.ts";

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
