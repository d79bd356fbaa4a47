import type { Env, GenesisOf } from "@pha/frame";
import { errors } from "../../executive/errors.ts";
import { beginEra } from "./election.ts";
import { tunables, usualFigures } from "./figures.ts";
import { gatekeeperElection } from "./spec.ts";

export function gatekeeperElectionGenesis(env: Env, rhythm: GenesisOf<typeof gatekeeperElection>): void {
  for (const field of ["seats", "eraTicks", "unbondingTicks"] as const) {
    const { min, max } = tunables[field];
    if (rhythm[field] < min || rhythm[field] > max)
      throw errors.BadGenesis({ reason: `${field} of gatekeepers' election is from ${min} to ${max}` });
  }
  env.of(gatekeeperElection).state.figures.put({ ...usualFigures, ...rhythm });
  beginEra(env);
}
