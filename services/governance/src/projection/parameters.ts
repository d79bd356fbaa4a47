import { tuning } from "@pha/runtime/spec";
import { topics } from "../rules/topics.ts";
import { on, type Rule } from "./event.ts";

/** Figures that governance sets. */
export const parameterRules: readonly Rule[] = [
  on(tuning, "Set", ({ parameter: { type, value } }) => topics.parameter(type, value.type)),
];
