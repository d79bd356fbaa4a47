import type { Env, GenesisOf } from "@pha/frame";
import { beacon } from "./spec.ts";

export function beaconGenesis(env: Env, { interval }: GenesisOf<typeof beacon>): void {
  env.of(beacon).state.interval.put(interval);
}
