import type { Hooks, Weight } from "@pha/frame";
import { closeRound, overdueRound } from "./rounds.ts";

/** Finding out that no round's time is over. */
const look: Weight = { ref_time: 50_000_000n, proof_size: 2_560n };
/** Ending it for as many workers as a round asks at most. */
const closing: Weight = { ref_time: 20_000_000_000n, proof_size: 200_000n };

export const computationHooks: Hooks = {
  begin: {
    weight: (env) => (overdueRound(env) ? closing : look),
    run(env) {
      const round = overdueRound(env);
      if (round) closeRound(env, round);
    },
  },
};
