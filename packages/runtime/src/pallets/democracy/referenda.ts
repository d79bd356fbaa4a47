import type { Env } from "@pha/frame";
import { democracy } from "./spec.ts";
import type { ReferendumStatus } from "./types.ts";
import type { Tally } from "./vote.ts";

const { errors } = democracy;

/** @throws `Democracy.ReferendumInvalid` for one that is over, was cancelled or never was. */
export function ongoing(env: Env, index: number): ReferendumStatus {
  const info = env.of(democracy).state.referendumInfoOf.get(index);
  if (info?.type !== "Ongoing") throw errors.ReferendumInvalid();
  return info.value;
}

/** Begins a referendum, and gives its number. */
export function start(env: Env, referendum: Omit<ReferendumStatus, "tally">): number {
  const { state, emit } = env.of(democracy);
  const index = state.referendumCount.get();
  state.referendumCount.put(index + 1);
  state.lockingOf.put(index, state.figures.get().locking);
  retally(env, index, referendum, { ayes: 0n, nays: 0n, turnout: 0n });
  state.due.put(Math.min(state.due.get(), referendum.end));
  emit.Started({ ref_index: index, threshold: referendum.threshold });
  return index;
}

/** Writes a referendum's tally. */
export function retally(env: Env, index: number, status: Omit<ReferendumStatus, "tally">, tally: Tally): void {
  env.of(democracy).state.referendumInfoOf.put(index, { type: "Ongoing", value: { ...status, tally } });
}

/** Ends a referendum without an outcome; votes in it bind nobody. */
export function cancel(env: Env, index: number): void {
  const { state, emit } = env.of(democracy);
  state.referendumInfoOf.remove(index);
  state.lockingOf.remove(index);
  emit.Cancelled({ ref_index: index });
}
