import { errors as cryptoErrors, groupOf } from "@pha/crypto";
import type { Env } from "@pha/frame";
import { tickOf } from "../timestamp/clock.ts";
import { type Dkg, type GroupKey, gatekeepers, type Member } from "./spec.ts";

/** Starts a round: members post fresh keys, to which this round's shares are sealed. */
export function startRound(env: Env, round: number): void {
  const { state, emit } = env.of(gatekeepers);
  const { generation } = state.dkg.get();
  const deadline = deadlineOf(env);
  state.dkg.put({ generation, round, phase: { type: "Keys" }, deadline, participants: [], dealers: [] });
  emit.RoundStarted({ generation, round });
}

/**
 * Moves key generation on when everybody spoke, or when the window is over: the silent are dropped. Too few for the
 * threshold start another round.
 */
export function advance(env: Env, isOver: boolean): void {
  const { state } = env.of(gatekeepers);
  const dkg = state.dkg.get();
  const members = state.members.get();
  const { threshold } = state.config.get();
  const [spoken, expected] =
    dkg.phase.type === "Keys" ? [dkg.participants, members.map(({ index }) => index)] : [dkg.dealers, dkg.participants];
  if (spoken.length < expected.length && !isOver) return;
  for (const index of expected.filter((member) => !spoken.includes(member)))
    env.of(gatekeepers).emit.DealerDropped({ index });
  if (spoken.length < threshold) startRound(env, dkg.round + 1);
  else if (dkg.phase.type === "Keys") startDealing(env, dkg);
  else finish(env, dkg, members);
}

function startDealing(env: Env, dkg: Dkg): void {
  const { state, emit } = env.of(gatekeepers);
  state.dkg.put({ ...dkg, phase: { type: "Deals" }, deadline: deadlineOf(env) });
  state.commitments.put([]);
  emit.DealingStarted({ participants: dkg.participants });
}

function finish(env: Env, dkg: Dkg, members: readonly Member[]): void {
  const { state, emit } = env.of(gatekeepers);
  const group = combine(env, dkg, members);
  if (!group) {
    startRound(env, dkg.round + 1);
    return;
  }
  const { generation, round, publicKey } = group;
  state.groupKeys.put(generation, round, group);
  state.sharing.put({ generation, round });
  state.dkg.put({ ...dkg, phase: { type: "Done" }, deadline: 0 });
  emit.GroupKeyMade({ generation, round, publicKey });
}

/** The group key of the deals, or `undefined` when dealers conspired to give a member no share. */
function combine(env: Env, { generation, round, participants, dealers }: Dkg, members: readonly Member[]) {
  const { state } = env.of(gatekeepers);
  try {
    const { publicKey, shares } = groupOf(state.commitments.get(), participants);
    const group: GroupKey = {
      generation,
      round,
      threshold: state.config.get().threshold,
      publicKey,
      qualified: dealers,
      publicShares: participants.map((index, i) => ({
        identity: members.find((member) => member.index === index)?.identity as Member["identity"],
        index,
        share: shares[i] as GroupKey["publicKey"],
      })),
    };
    return group;
  } catch (error) {
    if (cryptoErrors.BadPoint.is(error)) return undefined;
    throw error;
  }
}

const deadlineOf = (env: Env): number => tickOf(env) + env.of(gatekeepers).state.config.get().windowTicks;
