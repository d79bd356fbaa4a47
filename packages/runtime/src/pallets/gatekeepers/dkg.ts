import type { Env } from "@pha/frame";
import { saturatingAdd } from "../../numbers.ts";
import { tickOf } from "../timestamp/clock.ts";
import { excludeDealer } from "./faults.ts";
import { combine } from "./group.ts";
import { rolesOf } from "./sharing.ts";
import { type Dkg, gatekeepers, type Member } from "./spec.ts";

/** Starts a round: members post fresh keys, to which this round's shares are sealed. */
export function startRound(env: Env, generation: number, round: number): void {
  const { state, emit } = env.of(gatekeepers);
  state.dkg.put({
    ...{ generation, round, participants: [], dealers: [], checked: [], excluded: [] },
    ...phaseOf(env, "Keys"),
  });
  state.complaints.put([]);
  emit.RoundStarted({ generation, round });
}

/** Begins the round anew, whatever its phase is: for other members, or because it came to nothing. */
export function startNext(env: Env): void {
  const { dkg } = env.of(gatekeepers).state;
  const { generation, round, phase } = dkg.get();
  if (phase.type !== "Done") forgetRound(env, generation, round);
  startRound(env, generation, round + 1);
}

/** Begins to make another master key; what was being done to share the one in use anew is over. */
export function startGeneration(env: Env, generation: number): void {
  const { dkg } = env.of(gatekeepers).state;
  const { round, phase, ...before } = dkg.get();
  if (phase.type !== "Done") forgetRound(env, before.generation, round);
  startRound(env, generation, 0);
}

/** Whether everybody has spoken who is to speak in this phase. */
export function hasSpoken(env: Env): boolean {
  const { state } = env.of(gatekeepers);
  const { phase, participants, dealers, checked } = state.dkg.get();
  switch (phase.type) {
    case "Keys":
      return participants.length === state.members.get().length;
    case "Deals": {
      // Holders that have no seat any more may deal, and are not waited for.
      const members = state.members.get().map(({ identity }) => identity);
      const { dealers: all, needed } = rolesOf(state);
      const waited = all.filter(({ identity, index }) => members.includes(identity) && !dealers.includes(index));
      return waited.length === 0 && dealers.length >= needed;
    }
    case "Checks":
      return checked.length === participants.length;
    case "Answers":
      return state.complaints.get().length === 0;
    default:
      return false;
  }
}

/**
 * Ends a phase: the silent are left out. Too few for the threshold start another round; when the key is made, it is
 * shared anew in its time.
 */
export function endPhase(env: Env): void {
  const dkg = env.of(gatekeepers).state.dkg.get();
  const goesOn = ends[dkg.phase.type](env, dkg);
  if (!goesOn) startNext(env);
}

/** How each phase ends: whether the round goes on. */
const ends: Readonly<Record<Dkg["phase"]["type"], (env: Env, dkg: Dkg) => boolean>> = {
  Waiting: () => true,

  Keys(env, dkg) {
    const { state, emit } = env.of(gatekeepers);
    const all = state.members.get();
    dropSilent(env, all, dkg.participants);
    if (dkg.participants.length < rolesOf(state).threshold) return false;
    state.dkg.put({ ...dkg, ...phaseOf(env, "Deals") });
    emit.DealingStarted({ participants: dkg.participants });
    return true;
  },

  Deals(env, dkg) {
    const { state, emit } = env.of(gatekeepers);
    const { dealers, needed } = rolesOf(state);
    dropSilent(env, dealers, dkg.dealers);
    if (dkg.dealers.length < needed) return false;
    state.dkg.put({ ...dkg, ...phaseOf(env, "Checks") });
    emit.CheckingStarted({ dealers: dkg.dealers });
    return true;
  },

  Checks(env, dkg) {
    const { state } = env.of(gatekeepers);
    if (dkg.checked.length < rolesOf(state).threshold) return false;
    if (state.complaints.get().length === 0) return finish(env);
    state.dkg.put({ ...dkg, ...phaseOf(env, "Answers") });
    return true;
  },

  Answers(env) {
    for (const { dealer, receiver } of env.of(gatekeepers).state.complaints.get())
      excludeDealer(env, dealer, { type: "UnshownShare", value: { receiver } });
    return finish(env);
  },

  /** The time has come to share the key anew. */
  Done: () => false,
};

function dropSilent(env: Env, expected: readonly Member[], spoken: readonly number[]): void {
  for (const { index } of expected.filter((one) => !spoken.includes(one.index)))
    env.of(gatekeepers).emit.DealerDropped({ index });
}

/** Makes the key, or its new sharing, of the deals that count: unless they are too few. */
function finish(env: Env): boolean {
  const { state, emit } = env.of(gatekeepers);
  const dkg = state.dkg.get();
  const before = state.sharing.get();
  const group = combine(state, dkg);
  if (!group) return false;
  const { generation, round, publicKey, threshold } = group;
  state.groupKeys.put(generation, round, group);
  state.sharing.put({ generation, round });
  if (before) forgetRound(env, before.generation, before.round);
  if (before?.generation === generation) emit.KeyReshared({ generation, round, threshold });
  else {
    if (before) state.older.put(before.generation, before.round);
    state.madeAt.put(tickOf(env));
    emit.GroupKeyMade({ generation, round, publicKey });
  }
  const done = phaseOf(env, "Done");
  state.dkg.put({ ...dkg, ...done, deadline: dueAt(done.since, state.config.get().reshareTicks) });
  state.complaints.put([]);
  return true;
}

/** When a key that was shared at a tick is to be shared anew; 0: never. */
export const dueAt = (since: number, reshareTicks: number): number =>
  reshareTicks === 0 ? 0 : saturatingAdd(since, reshareTicks);

/** Takes a round's keys and deals out of the state, unless they are evidence. */
function forgetRound(env: Env, generation: number, round: number): void {
  const { state } = env.of(gatekeepers);
  const { dealers, publicShares } = state.groupKeys.get(generation, round) ?? { dealers: [], publicShares: [] };
  const now = rolesOf(state);
  const all = [...state.members.get(), ...now.dealers, ...dealers, ...publicShares].map(({ identity }) => identity);
  if (all.some((identity) => state.faults.has(generation, round, identity))) return;
  for (const identity of all) {
    state.roundKeys.take(generation, round, identity);
    state.deals.take(generation, round, identity);
  }
}

/** A phase that begins now. */
function phaseOf(env: Env, type: Dkg["phase"]["type"]) {
  const since = tickOf(env);
  return {
    phase: { type },
    since,
    deadline: saturatingAdd(since, env.of(gatekeepers).state.config.get().windowTicks),
  } as const;
}
