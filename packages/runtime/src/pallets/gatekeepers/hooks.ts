import type { Env, Hooks, Weight } from "@pha/frame";
import { tickOf } from "../timestamp/clock.ts";
import { endPhase, hasSpoken } from "./dkg.ts";
import { gatekeepers } from "./spec.ts";

/** Reading how far key generation has come. */
const look: Weight = { ref_time: 50_000_000n, proof_size: 8_192n };

/** Making a key of sixteen deals, or its new sharing of nine, for sixteen members: `npm run bench dkg` measures it. */
const finishing: Weight = { ref_time: 900_000_000_000n, proof_size: 400_000n };

/** Starting a round: the one before it is forgotten. */
const starting: Weight = { ref_time: 10_000_000_000n, proof_size: 200_000n };

function isOver(env: Env): boolean {
  const { phase, deadline } = env.of(gatekeepers).state.dkg.get();
  if (phase.type === "Waiting" || (phase.type === "Done" && deadline === 0)) return false;
  return tickOf(env) >= deadline || hasSpoken(env);
}

function ending(env: Env): Weight {
  const { phase } = env.of(gatekeepers).state.dkg.get();
  return phase.type === "Checks" || phase.type === "Answers" ? finishing : starting;
}

export const gatekeepersHooks: Hooks = {
  begin: {
    weight: (env) => (isOver(env) ? ending(env) : look),
    /** Ends a phase in which everybody has spoken, or whose window is over. */
    run(env) {
      if (isOver(env)) endPhase(env);
    },
  },
};
