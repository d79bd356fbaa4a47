import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { tellBehind } from "../clusters/members.ts";
import { afterHeight, awayIn, type Missed } from "./missed.ts";
import { contracts } from "./spec.ts";

/** A height was agreed on: who of the members has not said the same yet has missed one more. */
export function noteHeight(env: Env, id: Hex, members: readonly Hex[], same: readonly Hex[]): void {
  change(env, id, (missed) => afterHeight(missed, members, same));
}

/** A member has said the same as the majority after all. */
export function notePresent(env: Env, id: Hex, member: Hex): void {
  change(env, id, (missed) => missed.filter(({ identity }) => identity !== member));
}

/** A contract is halted: nobody can report on it any more. */
export function endAttendance(env: Env, id: Hex): void {
  change(env, id, () => []);
}

function change(env: Env, id: Hex, to: (missed: Missed) => Missed): void {
  const { state, emit } = env.of(contracts);
  const before = state.missed.get(id);
  const after = to(before);
  if (before.length === 0 && after.length === 0) return;
  if (after.length > 0) state.missed.put(id, after);
  else state.missed.remove(id);
  const [fell, rose] = [awayIn(after, before), awayIn(before, after)];
  if (fell.length === 0 && rose.length === 0) return;
  const cluster = state.contracts.get(id)?.cluster;
  if (cluster !== undefined) tellBehind(env, cluster, { fell, rose });
  for (const identity of fell) emit.FellBehind({ contract: id, identity });
  for (const identity of rose) emit.CaughtUp({ contract: id, identity });
}
