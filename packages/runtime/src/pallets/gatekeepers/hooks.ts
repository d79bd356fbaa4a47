import type { Env, Hooks, Weight } from "@pha/frame";
import { tickOf } from "../timestamp/clock.ts";
import { advance } from "./dkg.ts";
import { gatekeepers } from "./spec.ts";

/** Reading how far key generation has come. */
const look: Weight = { ref_time: 25_000_000n, proof_size: 2_048n };

function isOver(env: Env): boolean {
  const { phase, deadline } = env.of(gatekeepers).state.dkg.get();
  const isOpen = phase.type === "Keys" || phase.type === "Deals";
  return isOpen && tickOf(env) >= deadline;
}

export const gatekeepersHooks: Hooks = {
  begin: {
    weight: (env) => (isOver(env) ? { ref_time: 200_000_000_000n, proof_size: 65_536n } : look),
    /** Ends a phase of key generation whose window is over. */
    run(env) {
      if (isOver(env)) advance(env, true);
    },
  },
};
