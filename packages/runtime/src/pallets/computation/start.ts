import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { fixedOf } from "../../economy/fixed.ts";
import { initialValue, leastStake } from "../../economy/value.ts";
import { dayTicks } from "../../numbers.ts";
import { attestation } from "../attestation/spec.ts";
import { standingOf } from "../attestation/standing.ts";
import { PHA } from "../balances/account-data.ts";
import { hourTicks } from "../stake-pools/figures.ts";
import { tickOf } from "../timestamp/clock.ts";
import { fixedPha } from "./answer.ts";
import { getMiner } from "./judges.ts";
import { computation } from "./spec.ts";

const { errors } = computation;

/** Ticks that a benchmark counts for: a day, after which a waiting worker is measured anew, and an hour in which it may be. */
const validFor = dayTicks + hourTicks;

/**
 * What a worker begins with, for so much stake.
 *
 * @throws `Computation.Computing`, `NotMiner`, `NotMeasured`, `TooWeak`, `PlatformBusy`, `TooLittleStake`, `TooMuchStake`
 */
export function beginning(env: Env, worker: Hex, stake: bigint) {
  const { state } = env.of(computation);
  if (state.sessions.has(worker)) throw errors.Computing();
  const { confidence, platform } = expectValid(env, worker);
  const score = state.scores.get(worker);
  const now = tickOf(env);
  if (!score || now - score.tick > validFor) throw errors.NotMeasured();
  const figures = state.figures.get();
  const { p } = score;
  if (p < figures.leastP) throw errors.TooWeak({ p, least: figures.leastP });
  const busy = platform && state.platforms.get(platform.id);
  if (busy) throw errors.PlatformBusy({ worker: busy });
  const given = fixedPha(stake);
  const least = leastStake(figures, p);
  if (given < least) throw errors.TooLittleStake({ least: plancksOf(least) });
  const v = initialValue(figures, { stake: given, p, level: confidence });
  if (v > figures.vMax) throw errors.TooMuchStake({ v, most: figures.vMax });
  return { p, v, confidence, platform: platform?.id, spare: { p: fixedOf(p), tick: now } };
}

/** A number of PHA in plancks, rounded up. */
const plancksOf = (fixed: bigint): bigint => (fixed * PHA + 2n ** 64n - 1n) >> 64n;

function expectValid(env: Env, worker: Hex) {
  const found = getMiner(env, worker);
  const { policy, platforms } = env.of(attestation).state;
  const standing = standingOf({ policy: policy.get(), platforms: platforms.get() }, found, env.block.timeMs);
  if (standing !== "valid") throw errors.NotMiner({ standing });
  return found;
}
