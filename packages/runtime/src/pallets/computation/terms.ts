import type { Env } from "@pha/frame";
import { addSet } from "../../economy/ring.ts";
import { tickOf } from "../timestamp/clock.ts";
import { accrue } from "./accrue.ts";
import { termsOf } from "./figures.ts";
import { computation } from "./spec.ts";

/** Figures have changed: what has been is paid by those before, and from this tick on formulas take the new ones. */
export function beginTerms(env: Env): void {
  const { state, emit } = env.of(computation);
  const from = tickOf(env);
  accrue(env, from);
  state.sets.put(addSet(state.sets.get(), { from, terms: termsOf(state.figures.get()) }));
  emit.TermsChanged({ from });
}
