import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { advance, decay } from "../../economy/advance.ts";
import { fixedOf } from "../../economy/fixed.ts";
import { shareOf } from "../../economy/performance.ts";
import { piecesOf } from "../../economy/ring.ts";
import { dayTicks } from "../../numbers.ts";
import { permillOf } from "../balances/parts.ts";
import { beginService, breakService } from "../leases/service.ts";
import { announceStop, resumePool, slashPool, suspendPool } from "../stake-pools/sessions.ts";
import { accrue, countShare } from "./accrue.ts";
import { enterOnline, leaveOnline } from "./online.ts";
import type { Session } from "./session.ts";
import { computation } from "./spec.ts";

/** A worker that answers as of a tick, its V grown: what it is paid is not settled. */
export function grown(env: Env, session: Session, tick: number): Session {
  const { p, advancedTo } = session;
  const pace = { p, pBench: fixedOf(session.pBench) };
  let { v, deductible } = session;
  for (const { from, to, terms } of piecesOf(env.of(computation).state.sets.get(), advancedTo, tick))
    ({ v, deductible } = advance(terms, pace, { v, deductible }, to - from));
  return { ...session, v, deductible, advancedTo: Math.max(tick, advancedTo) };
}

/** A worker that answers, as it counts from now on. What all shares have been paid must be up to date. */
export function counted(env: Env, session: Session): Session {
  const share = shareOf(session.v, session.p, session.confidence);
  countShare(env, session.share, share);
  return { ...session, share, paidTo: env.of(computation).state.shares.get().paid };
}

/** Takes a worker that answers out of all that is paid: what it was not yet paid stays where it is. */
function uncounted(env: Env, session: Session, tick: number): Session {
  accrue(env, tick);
  countShare(env, session.share, 0n);
  leaveOnline(env, session);
  return { ...grown(env, session, tick), share: 0n, deductible: 0n, due: undefined };
}

/** A worker has not answered a round. */
export function goOffline(env: Env, worker: Hex, round: bigint, session: Session, tick: number): void {
  const { state, emit } = env.of(computation);
  const away = uncounted(env, session, tick);
  state.sessions.put(worker, { ...away, standing: { type: "Unresponsive", value: tick }, slashedDays: 0 });
  breakService(env, worker);
  suspendPool(env, session.pool);
  emit.WorkerUnresponsive({ worker, pool: session.pool, round, v: away.v, tick });
}

/** A worker was silent in a void round: since its last answer nothing is paid and V does not grow, and that is all. */
export function excused(env: Env, worker: Hex, session: Session, tick: number): Session {
  const { paid } = accrue(env, tick);
  beginService(env, worker, tick);
  return { ...session, due: undefined, paidTo: paid, advancedTo: Math.max(tick, session.advancedTo) };
}

/** What absence has cost a worker: V by the tick, and beyond the grace stake by the day. */
function charged(env: Env, worker: Hex, session: Session, since: number, tick: number): Session {
  const { state, emit } = env.of(computation);
  const { grace, stakeSlash } = state.figures.get();
  const pieces = piecesOf(state.sets.get(), session.advancedTo, tick);
  const v = pieces.reduce((left, { from, to, terms }) => decay(terms, left, to - from), session.v);
  const days = Math.max(0, Math.floor((tick - since - grace) / dayTicks));
  const owed = permillOf(session.stake, stakeSlash) * BigInt(days - session.slashedDays);
  const charge = owed < session.stake ? owed : session.stake;
  const taken = charge > 0n ? slashPool(env, session.pool, charge, {}).taken : 0n;
  if (taken > 0n) emit.Slashed({ worker, pool: session.pool, amount: taken, days: days - session.slashedDays });
  return { ...session, v, advancedTo: tick, stake: session.stake - taken, slashedDays: days };
}

/** A worker answers again, from now on. */
export function comeBack(env: Env, worker: Hex, session: Session, since: number, tick: number): Session {
  accrue(env, tick);
  const back = charged(env, worker, session, since, tick);
  resumePool(env, session.pool);
  const position = enterOnline(env, worker);
  beginService(env, worker, tick);
  env.of(computation).emit.WorkerRecovered({ worker, pool: session.pool, v: back.v });
  return counted(env, { ...back, standing: { type: "Idle" }, position });
}

/** Ends a worker's computing; its stake cools down. */
export function endSession(env: Env, worker: Hex, session: Session, tick: number): void {
  const { state, emit } = env.of(computation);
  const { standing, pool } = session;
  const isAway = standing.type === "Unresponsive";
  const ended = isAway ? charged(env, worker, session, standing.value, tick) : uncounted(env, session, tick);
  if (isAway) resumePool(env, pool);
  breakService(env, worker);
  state.sessions.put(worker, { ...ended, standing: { type: "CoolingDown", value: tick } });
  announceStop(env, pool, ended.stake);
  emit.Stopped({ worker, pool, v: ended.v, freeFrom: tick + state.figures.get().coolDown });
}
