import type { Env, GenesisOf } from "@pha/frame";
import { errors } from "../../executive/errors.ts";
import { parameters } from "./spec.ts";

export function parametersGenesis(env: Env, { profile, blocksPerDay }: GenesisOf<typeof parameters>): void {
  const { state } = env.of(parameters);
  if (blocksPerDay === 0) throw errors.BadGenesis({ reason: "a day has at least a block" });
  state.profile.put(profile);
  state.blocksPerDay.put(blocksPerDay);
}
