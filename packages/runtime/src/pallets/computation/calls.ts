import { type Env, implement } from "@pha/frame";
import { fixedOf, quotient } from "../../economy/fixed.ts";
import { attestation } from "../attestation/spec.ts";
import { lesser } from "../balances/parts.ts";
import { beginService } from "../leases/service.ts";
import { hourTicks } from "../stake-pools/figures.ts";
import { expectPoolOwner } from "../stake-pools/pools.ts";
import { isOverdue, isWaiting, lockStake, poolOwner, releaseStake, suspendedSince } from "../stake-pools/sessions.ts";
import { dismissWorker, engageWorker, poolOf } from "../stake-pools/workers.ts";
import { tickOf } from "../timestamp/clock.ts";
import { accrue } from "./accrue.ts";
import { settle } from "./answer.ts";
import { getMiner, getSession, judgeBenchmark, judgeHeartbeat, startOf } from "./judges.ts";
import { enterOnline } from "./online.ts";
import type { Session } from "./session.ts";
import { computation } from "./spec.ts";
import { comeBack, counted, endSession } from "./standing.ts";
import { beginning } from "./start.ts";

const { errors } = computation;

/** The most that a benchmark counts. */
const mostP = 6_000n;

/** P is units of work in so much time. */
const unitMs = 6_000n;

export const computationCalls = implement(computation, {
  start(env, { worker, stake }) {
    const { caller, state, emit, block } = env;
    const pool = poolOf(env, worker);
    if (pool === undefined) throw errors.NotInPool();
    expectPoolOwner(env, pool, caller);
    const { p, v, confidence, platform, spare } = beginning(env, worker, stake);
    engageWorker(env, worker);
    lockStake(env, pool, stake);

    const tick = tickOf(env);
    const { paid } = accrue(env, tick);
    const number = state.sessionCount.get();
    state.sessionCount.put(number + 1);
    if (platform) state.platforms.put(platform, worker);
    const session = counted(env, {
      ...{ number, pool, standing: { type: "Idle" }, position: enterOnline(env, worker), stake, confidence, platform },
      ...{ initialV: v, v, deductible: 0n, advancedTo: tick, pBench: p, p: fixedOf(p), spare },
      ...{ share: 0n, paidTo: paid, iterations: 0n, heardMs: block.timeMs, due: undefined },
      ...{ earned: 0n, startedAt: tick, startedIn: block.number, slashedDays: 0 },
    });
    state.sessions.put(worker, session);
    beginService(env, worker, tick);
    emit.Started({ worker, pool, session: number, stake, v, p });
  },

  stop(env, { worker }) {
    const session = getSession(env, worker);
    const { standing, pool } = session;
    if (standing.type === "CoolingDown") throw errors.Stopped();
    const tick = tickOf(env);
    const operator = env.of(attestation).state.workers.get(worker)?.operator;
    const isTheirs = env.caller === poolOwner(env, pool) || env.caller === operator;
    if (!isTheirs && !mayAnybodyStop(env, session, tick)) throw errors.MayNotStop();
    endSession(env, worker, session, tick);
  },

  reclaim(env, { worker }) {
    const { state, emit } = env;
    const { standing, pool, stake, platform } = getSession(env, worker);
    if (standing.type !== "CoolingDown") throw errors.NotCool();
    const from = standing.value + state.figures.get().coolDown;
    if (tickOf(env) < from) throw errors.NotCool({ from });
    state.sessions.remove(worker);
    if (platform) state.platforms.remove(platform);
    dismissWorker(env, worker);
    releaseStake(env, pool, stake);
    emit.Reclaimed({ worker, pool, stake });
  },

  heartbeat(env, told) {
    const { identity: worker } = env.caller;
    const units = judgeHeartbeat(env, worker, told);
    const session = getSession(env, worker);
    const tick = tickOf(env);
    const { standing } = session;
    const heard =
      standing.type === "Unresponsive"
        ? {
            ...comeBack(env, worker, session, standing.value, tick),
            ...{ iterations: told.iterations, heardMs: env.block.timeMs },
          }
        : settle(env, worker, session, told, tick);
    env.state.sessions.put(worker, heard);
    return units;
  },

  report_benchmark(env, { round, iterations }) {
    const { identity: worker } = env.caller;
    getMiner(env, worker);
    judgeBenchmark(env, worker, { round });
    const elapsedMs = env.block.timeMs - startOf(env, round).atMs;
    const p = Number(lesser(quotient(iterations * unitMs, elapsedMs), mostP));
    env.state.scores.put(worker, { p, round, tick: tickOf(env) });
    env.emit.Benchmarked({ worker, p });
  },
});

/**
 * Whether a pool has to pay what only this worker's end sets free, or the worker is away too long: longer than the grace,
 * or, where a request waits for it, an hour, which no missed heartbeat is. Workers that are away in turns, each for less,
 * keep a pool suspended no longer than the grace.
 */
function mayAnybodyStop(env: Env, { standing, pool }: Session, tick: number): boolean {
  if (isOverdue(env, pool)) return true;
  if (standing.type !== "Unresponsive") return false;
  const { grace } = env.of(computation).state.figures.get();
  const isLong = tick >= standing.value + hourTicks || tick >= suspendedSince(env, pool) + grace;
  return tick >= standing.value + grace || (isLong && isWaiting(env, pool));
}
