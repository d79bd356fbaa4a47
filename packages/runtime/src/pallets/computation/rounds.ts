import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { drawCount, drawPositions } from "../../economy/draw.ts";
import { attestation } from "../attestation/spec.ts";
import { standingOf } from "../attestation/standing.ts";
import { tickOf } from "../timestamp/clock.ts";
import type { Session } from "./session.ts";
import { computation, knownRounds, type Round } from "./spec.ts";
import { endSession, excused, goOffline } from "./standing.ts";

/** Blocks that workers see before the time to answer is over, however long nobody made any. */
export const leastBlocks = 3;

/** Of so many that were asked, fewer than half answers are the network's fault. */
const voidFrom = 4;

/** A round of the beacon is verified: benchmarks begin with it, and it draws who has to answer. */
export function drawRound(env: Env, round: bigint, seed: Hex): void {
  const { state, emit } = env.of(computation);
  const { timeMs, number } = env.block;
  const known = state.rounds.get();
  const before = known.at(-1);
  const next: Round = { round, seed, atMs: timeMs, tick: tickOf(env), block: number };
  state.rounds.put([...known, next].slice(-knownRounds));
  const open = state.open.get();
  if (!before || open.length === knownRounds) return;

  const { heartbeatsPerRound: perRound, heartbeatsPerHour: perHour } = state.figures.get();
  const terms = { online: state.onlineCount.get(), roundMs: timeMs - before.atMs, perRound, perHour };
  const drawn: Hex[] = [];
  for (const position of drawPositions(seed, terms, drawCount(seed, terms))) {
    const worker = state.online.get(position) as Hex;
    const session = state.sessions.get(worker) as Session;
    if (session.due !== undefined) continue;
    state.sessions.put(worker, { ...session, due: round });
    drawn.push(worker);
  }
  if (drawn.length === 0) return;
  state.due.put(round, drawn);
  state.open.put([...open, { round, tick: next.tick, block: number }]);
  emit.RoundDrawn({ round, workers: drawn });
}

/** The oldest round whose time to answer is over. */
export function overdueRound(env: Env) {
  const { open, figures } = env.of(computation).state;
  const first = open.get()[0];
  if (!first || env.block.number < first.block + leastBlocks) return undefined;
  const ends = first.tick + figures.get().heartbeatWindow;
  return tickOf(env) >= ends ? { ...first, ends } : undefined;
}

/**
 * Ends the time to answer a round: who has not answered is away from its end on. Where most have not, they are not, but get
 * nothing for the time since they last answered.
 */
export function closeRound(env: Env, { round, ends }: NonNullable<ReturnType<typeof overdueRound>>): void {
  const { state, emit } = env.of(computation);
  const asked = state.due.get(round) ?? [];
  const isMissing = (worker: Hex) => state.sessions.get(worker)?.due === round;
  const missing = asked.filter(isMissing);
  const isVoid = asked.length >= voidFrom && 2 * (asked.length - missing.length) < asked.length;
  for (const worker of missing) {
    const session = state.sessions.get(worker) as Session;
    if (isVoid) state.sessions.put(worker, excused(env, worker, session, ends));
    else if (isDenied(env, worker)) endSession(env, worker, session, ends);
    else goOffline(env, worker, round, session, ends);
  }
  state.due.remove(round);
  state.open.put(state.open.get().slice(1));
  emit.RoundClosed({ round, due: asked.length, missing: missing.length, void: isVoid });
}

/** Whether the policy has denied a worker's program or platform: it cannot answer, and loses nothing. */
function isDenied(env: Env, worker: Hex): boolean {
  const { policy, platforms, workers } = env.of(attestation).state;
  const found = workers.get(worker);
  if (!found) return true;
  const standing = standingOf({ policy: policy.get(), platforms: platforms.get() }, found, env.block.timeMs);
  return standing !== "valid" && standing !== "expired";
}
