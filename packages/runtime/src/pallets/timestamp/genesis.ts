import type { Env, GenesisOf } from "@pha/frame";
import { errors } from "../../executive/errors.ts";
import { timestamp } from "./spec.ts";

export function timestampGenesis(env: Env, { tickMs }: GenesisOf<typeof timestamp>): void {
  if (tickMs === 0) throw errors.BadGenesis({ reason: "a tick takes at least a millisecond" });
  env.of(timestamp).state.clock.put({ tickMs, beganMs: 0n });
}
