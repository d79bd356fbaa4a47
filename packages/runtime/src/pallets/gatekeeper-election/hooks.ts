import type { Hooks, Weight } from "@pha/frame";
import { addWeights, timesWeight } from "../../executive/weights.ts";
import { changeEra, isDue } from "./election.ts";
import { gatekeeperElection } from "./spec.ts";

/** Finding out that no era is over. */
const look: Weight = { ref_time: 60_000_000n, proof_size: 4_096n };
/** A candidate: its stake, and its enclave. */
const perCandidate: Weight = { ref_time: 200_000_000n, proof_size: 6_144n };
/** Changing seats: the round before is forgotten, and one with others starts. */
const changing: Weight = { ref_time: 10_000_000_000n, proof_size: 200_000n };

export const gatekeeperElectionHooks: Hooks = {
  begin: {
    weight(env) {
      if (!isDue(env)) return look;
      const { length } = env.of(gatekeeperElection).state.list.get();
      return [timesWeight(perCandidate, length), changing].reduce(addWeights, look);
    },
    run(env) {
      if (isDue(env)) changeEra(env);
    },
  },
};
