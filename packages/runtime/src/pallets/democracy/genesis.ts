import type { Env } from "@pha/frame";
import { parameters } from "../parameters/spec.ts";
import { figuresOf } from "./figures.ts";
import { democracy } from "./spec.ts";

export function democracyGenesis(env: Env): void {
  const { state } = env.of(democracy);
  const figures = figuresOf(env.of(parameters).state);
  state.figures.put(figures);
  state.nextLaunch.put(figures.launch);
  state.due.put(figures.launch);
}
