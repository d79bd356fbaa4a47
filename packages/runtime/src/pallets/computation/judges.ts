import type { Hex } from "@pha/codec";
import type { Units } from "@pha/frame";
import type { JudgeEnv } from "../../pallet.ts";
import { attestation } from "../attestation/spec.ts";
import { leases } from "../leases/spec.ts";
import { tickNow } from "../timestamp/clock.ts";
import type { Session } from "./session.ts";
import { computation, type Round } from "./spec.ts";

const { errors } = computation;

/** @throws `Computation.NoSession` */
export function getSession(env: JudgeEnv, worker: Hex): Session {
  const session = env.of(computation).state.sessions.get(worker);
  if (!session) throw errors.NoSession();
  return session;
}

/**
 * A worker that answers is asked in a round; one that does not may answer the newest one, whoever was asked.
 *
 * @returns how many leases its answer settles
 * @throws `Computation.NoSession`, `Computation.Stopped`, `Computation.NotDue`
 */
export function judgeHeartbeat(env: JudgeEnv, worker: Hex, { round }: { readonly round: bigint }): Units {
  const { standing, due } = getSession(env, worker);
  if (standing.type === "CoolingDown") throw errors.Stopped();
  const asked = standing.type === "Idle" ? due : env.of(computation).state.rounds.get().at(-1)?.round;
  if (asked !== round) throw errors.NotDue({ asked });
  return { leases: standing.type === "Idle" ? env.of(leases).state.ofWorker.get(worker).length : 0 };
}

/** The round that a benchmark began with. @throws `Computation.UnknownRound` */
export function startOf(env: JudgeEnv, round: bigint): Round {
  const found = env
    .of(computation)
    .state.rounds.get()
    .find((known) => known.round === round);
  if (!found) throw errors.UnknownRound({ round });
  return found;
}

/**
 * A worker that does not compute reports a benchmark that began with one of the newest rounds, once each.
 *
 * @throws `Computation.Computing`, `Computation.UnknownRound`, `Computation.TooSoon`
 */
export function judgeBenchmark(env: JudgeEnv, worker: Hex, { round }: { readonly round: bigint }): undefined {
  const { state } = env.of(computation);
  if (state.sessions.has(worker)) throw errors.Computing();
  const { tick } = startOf(env, round);
  const before = state.scores.get(worker);
  if (before && before.round >= round) throw errors.UnknownRound({ round });
  const from = tick + state.figures.get().benchmarkTicks;
  if (tickNow(env) < from) throw errors.TooSoon({ from });
}

/** @throws `Computation.NotMiner` for an enclave that is not registered as a miner. */
export function getMiner(env: JudgeEnv, identity: Hex) {
  const worker = env.of(attestation).state.workers.get(identity);
  if (worker?.role.type !== "Miner") throw errors.NotMiner();
  return worker;
}
