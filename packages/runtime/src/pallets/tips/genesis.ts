import type { Env } from "@pha/frame";
import { parameters } from "../parameters/spec.ts";
import { figuresOf } from "./figures.ts";
import { tips } from "./spec.ts";

export function tipsGenesis(env: Env): void {
  env.of(tips).state.figures.put(figuresOf(env.of(parameters).state));
}
