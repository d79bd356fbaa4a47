import type { Env, Hooks, Weight } from "@pha/frame";
import { addWeights, timesWeight } from "../../executive/weights.ts";
import { elections } from "./spec.ts";
import { endTerm } from "./term.ts";

/** Finding out that no term ends. */
const look: Weight = { ref_time: 50_000_000n, proof_size: 2_560n };
/** A seat or candidacy: its bond, and what becomes of it. */
const perStanding: Weight = { ref_time: 500_000_000n, proof_size: 8_192n };
/** A voter, whose vote is for as many as it may be, each looked at once for every seat. */
const perVoter: Weight = { ref_time: 150_000_000n, proof_size: 3_072n };

export const electionsHooks: Hooks = {
  begin: {
    weight(env) {
      if (!isEnd(env)) return look;
      const { state } = env.of(elections);
      const standing = state.candidates.get().length + state.members.get().length + state.runnersUp.get().length;
      return [timesWeight(perStanding, standing), timesWeight(perVoter, state.voting.count())].reduce(addWeights, look);
    },
    run(env) {
      if (isEnd(env)) endTerm(env);
    },
  },
};

function isEnd(env: Env): boolean {
  const { termDuration } = env.of(elections).state.figures.get();
  return termDuration > 0 && env.block.number % termDuration === 0;
}
