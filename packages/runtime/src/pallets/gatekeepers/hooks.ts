import type { Env, Hooks, Weight } from "@pha/frame";
import { weights } from "../../weights.ts";
import { tickOf } from "../timestamp/clock.ts";
import { advance } from "./dkg.ts";
import { gatekeepers } from "./spec.ts";

/** Reading how far key generation has come. */
const look: Weight = { ref_time: 25_000_000n, proof_size: 2_048n };

/** What the last deal costs more than those before it, which is what the end of a phase costs. */
const ending = weights["Gatekeepers"]?.["dkg_deal"]?.per?.["finish"] ?? look;

function isOver(env: Env): boolean {
  const { phase, deadline } = env.of(gatekeepers).state.dkg.get();
  const isOpen = phase.type === "Keys" || phase.type === "Deals";
  return isOpen && tickOf(env) >= deadline;
}

export const gatekeepersHooks: Hooks = {
  begin: {
    weight: (env) => (isOver(env) ? ending : look),
    /** Ends a phase of key generation whose window is over. */
    run(env) {
      if (isOver(env)) advance(env, true);
    },
  },
};
