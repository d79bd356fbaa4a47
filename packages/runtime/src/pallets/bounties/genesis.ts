import type { Env } from "@pha/frame";
import { parameters } from "../parameters/spec.ts";
import { figuresOf } from "./figures.ts";
import { bounties } from "./spec.ts";

export function bountiesGenesis(env: Env): void {
  env.of(bounties).state.figures.put(figuresOf(env.of(parameters).state));
}
