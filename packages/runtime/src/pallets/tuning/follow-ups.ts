import type { Env } from "@pha/frame";
import { termFields } from "../computation/figures.ts";
import { beginTerms } from "../computation/terms.ts";
import { moveLaunch } from "../democracy/hooks.ts";
import { beginEra } from "../gatekeeper-election/election.ts";

/** What is written along with a figure, by its name: what the ledger has worked out by the one that it replaces. */
export const followUps: Readonly<Record<string, (env: Env) => void>> = {
  "Democracy.launch": moveLaunch,
  "GatekeeperElection.seats": beginEra,
  "GatekeeperElection.eraTicks": beginEra,
  ...Object.fromEntries(Object.keys(termFields).map((field) => [`Computation.${field}`, beginTerms])),
};
