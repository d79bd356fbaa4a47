import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { type Fixed, fixedOf, fractionBits, quotient } from "../../economy/fixed.ts";
import { afterPayment } from "../../economy/payout.ts";
import { presentP } from "../../economy/performance.ts";
import { dayTicks } from "../../numbers.ts";
import { PHA } from "../balances/account-data.ts";
import { accountOf, transfer } from "../balances/ledger.ts";
import { miningAccount, treasuryAccount } from "../balances/pallet-account.ts";
import { greater, lesser } from "../balances/parts.ts";
import { reducible } from "../balances/reducible.ts";
import { confirmService } from "../leases/service.ts";
import { poolAccount } from "../stake-pools/account.ts";
import { bookReward } from "../stake-pools/sessions.ts";
import { accrue } from "./accrue.ts";
import { pendingOf } from "./pay.ts";
import type { Session } from "./session.ts";
import { computation } from "./spec.ts";
import { counted, grown } from "./standing.ts";

/** What a worker says of its work. */
export interface Told {
  readonly round: bigint;
  readonly iterations: bigint;
  readonly queries: bigint;
  readonly gas: bigint;
}

/** An amount of plancks, in PHA. */
export const fixedPha = (plancks: bigint): Fixed => quotient(plancks << fractionBits, PHA);

/** A worker that was asked has answered: it is paid by what it was counted for, then counted by what it says. */
export function settle(env: Env, worker: Hex, session: Session, told: Told, tick: number): Session {
  const { paid } = accrue(env, tick);
  const due = pendingOf(session, paid);
  const payout = pay(env, poolAccount(session.pool), due.workers);
  if (payout > 0n) bookReward(env, session.pool, payout);
  const treasury = pay(env, treasuryAccount, due.treasury);
  confirmService(env, worker, tick);

  const before = grown(env, session, tick);
  const earned = session.earned + payout;
  const next = { ...before, ...afterPayment(before, fixedPha(payout)), due: undefined, earned };
  const heard = counted(env, { ...next, ...workOf(env, session, told, tick) });
  const { pool } = session;
  const { v, p } = heard;
  env.of(computation).emit.Settled({ worker, pool, round: told.round, payout, treasury, v, p });
  return heard;
}

/** Pays out of the mining account, and gives how much: what it has, where that is less. */
function pay(env: Env, to: Hex, amount: bigint): bigint {
  const paid = lesser(amount, reducible(accountOf(env, miningAccount), true));
  if (paid > 0n) transfer(env, miningAccount, to, paid, true);
  return paid;
}

/**
 * P by the work since the last answer, if all of it was spare; else P as it was measured last, at most a day ago, else half
 * of the benchmark's. Time is the ledger's.
 */
function workOf(env: Env, session: Session, { iterations, queries, gas }: Told, tick: number) {
  const { timeMs } = env.block;
  const { heardMs, spare } = session;
  const pBench = fixedOf(session.pBench);
  const told = { iterations, heardMs: timeMs };
  if (queries > 0n || gas > 0n) return { ...told, spare, p: tick - spare.tick <= dayTicks ? spare.p : pBench / 2n };
  const elapsedMs = greater(timeMs - heardMs, 1n);
  const p = presentP({ iterations: since(session.iterations, iterations), elapsedMs }, pBench);
  return { ...told, spare: { p, tick }, p };
}

/** Work since the last answer: all that is told where the count began anew, with the program. */
const since = (before: bigint, now: bigint): bigint => (now >= before ? now - before : now);
