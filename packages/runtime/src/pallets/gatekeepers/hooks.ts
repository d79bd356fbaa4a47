import type { Hooks } from "@pha/frame";
import { tickOf } from "../timestamp/clock.ts";
import { advance } from "./dkg.ts";
import { gatekeepers } from "./spec.ts";

export const gatekeepersHooks: Hooks = {
  /** Ends a phase of key generation whose window is over. */
  initialize(env) {
    const { phase, deadline } = env.of(gatekeepers).state.dkg.get();
    const isOpen = phase.type === "Keys" || phase.type === "Deals";
    if (isOpen && tickOf(env) >= deadline) advance(env, true);
  },
};
