import type { Env } from "@pha/frame";
import { parameters } from "../parameters/spec.ts";
import { figuresOf } from "./figures.ts";
import { treasury } from "./spec.ts";

export function treasuryGenesis(env: Env): void {
  env.of(treasury).state.figures.put(figuresOf(env.of(parameters).state));
}
