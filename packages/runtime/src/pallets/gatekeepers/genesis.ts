import type { Env, GenesisOf } from "@pha/frame";
import type { NetworkProfile } from "../../chain-spec/chain-spec.ts";
import { errors } from "../../executive/errors.ts";
import { gatekeepers } from "./spec.ts";

export function gatekeepersGenesis(
  env: Env,
  config: GenesisOf<typeof gatekeepers>,
  { development }: NetworkProfile,
): void {
  if (config.threshold < 2 || config.threshold > config.size)
    throw errors.BadGenesis({ reason: "the threshold is at least 2 and at most the number of gatekeepers" });
  if (config.windowTicks === 0) throw errors.BadGenesis({ reason: "a phase waits for one tick at least" });
  if (!development && 2 * config.threshold <= config.size)
    throw errors.BadGenesis({ reason: "the threshold is more than half of the gatekeepers" });
  const { state } = env.of(gatekeepers);
  state.config.put(config);
  if (development) state.open.put(true);
}
