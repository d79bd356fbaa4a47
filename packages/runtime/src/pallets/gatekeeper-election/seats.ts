import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { saturatingAdd } from "../../numbers.ts";
import { generationInUse } from "../gatekeepers/sharing.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import { tickOf } from "../timestamp/clock.ts";
import { gatekeeperElection } from "./spec.ts";
import type { Leaving } from "./types.ts";

/** Whether a gatekeeper has a seat. */
export const isSeated = (env: Env, identity: Hex): boolean =>
  env
    .of(gatekeepers)
    .state.members.get()
    .some((member) => member.identity === identity);

/** The newest generation of which a gatekeeper held a share by its seat, if there was a key and it ever had one. */
export function generationHeld(env: Env, identity: Hex): number | undefined {
  const { state } = env.of(gatekeepers);
  return isSeated(env, identity) ? generationInUse(state) : state.left.get(identity)?.generation;
}

/** From which tick stake that is taken away now may be free. */
export const dueFrom = (env: Env, tick = tickOf(env)): number =>
  saturatingAdd(tick, env.of(gatekeeperElection).state.figures.get().unbondingTicks);

/** Whether what an account has taken away is free. */
export const isFree = (env: Env, { due, generation }: Leaving): boolean =>
  tickOf(env) >= due && (generation === undefined || generationInUse(env.of(gatekeepers).state) > generation);

/**
 * Whether an operator's stake behind a gatekeeper that was withdrawn is free: its time is over, also since the seat was
 * lost, and so is the generation of which it held a share then.
 */
export function isOwnFree(env: Env, identity: Hex, due: number): boolean {
  if (tickOf(env) < due || isSeated(env, identity)) return false;
  const left = env.of(gatekeepers).state.left.get(identity);
  return !left || isFree(env, { amount: 0n, due: dueFrom(env, left.tick), generation: left.generation });
}
