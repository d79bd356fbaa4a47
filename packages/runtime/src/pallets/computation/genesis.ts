import type { Env, GenesisOf } from "@pha/frame";
import { errors } from "../../executive/errors.ts";
import { termsOf, usualFigures } from "./figures.ts";
import { computation } from "./spec.ts";

export function computationGenesis(env: Env, timing: GenesisOf<typeof computation>): void {
  const { state } = env.of(computation);
  if (Object.values(timing).some((figure) => figure === 0))
    throw errors.BadGenesis({ reason: "every time of workers is a tick at least, and one is asked" });
  if (timing.heartbeatsPerRound > 32) throw errors.BadGenesis({ reason: "a round asks 32 workers at most" });
  const figures = { ...usualFigures, ...timing };
  state.figures.put(figures);
  state.sets.put([{ from: 0, terms: termsOf(figures) }]);
}
