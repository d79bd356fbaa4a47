import type { Env, GenesisOf } from "@pha/frame";
import { errors } from "../../executive/errors.ts";
import { gatekeepers } from "./spec.ts";

export function gatekeepersGenesis(env: Env, config: GenesisOf<typeof gatekeepers>): void {
  if (config.threshold < 2 || config.threshold > config.size)
    throw errors.BadGenesis({ reason: "the threshold is at least 2 and at most the number of gatekeepers" });
  env.of(gatekeepers).state.config.put(config);
}
