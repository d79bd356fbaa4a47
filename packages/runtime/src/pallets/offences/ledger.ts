import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { transfer } from "../balances/ledger.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { poolAccount } from "../stake-pools/account.ts";
import { cut } from "../stake-pools/fund.ts";
import { resumePool, returnSlash, suspendPool } from "../stake-pools/sessions.ts";
import { tickOf } from "../timestamp/clock.ts";
import { escrowAccount } from "./account.ts";
import { type Deed, type Offence, offenderHash, type Source } from "./offence.ts";
import { offences } from "./spec.ts";

const { errors } = offences;

/** @throws `Offences.AlreadyReported` */
export function expectNew(env: Env, deed: Deed): void {
  const known = env.of(offences).state.known.get(offenderHash(deed));
  if (known !== undefined) throw errors.AlreadyReported({ offence: known });
}

/** What was taken for an offence, into escrow. */
export interface Charge {
  readonly deed: Deed;
  readonly source: Source;
  readonly amount: bigint;
  /** Nobody where the ledger saw it itself. */
  readonly reporter: AccountId | undefined;
}

/** Opens the case of an offence that is new and charged; what it was charged from is suspended until it is decided. */
export function openCase(env: Env, { deed, source, amount, reporter }: Charge): void {
  const { state, emit } = env.of(offences);
  const { all, open } = state.counts.get();
  const at = tickOf(env);
  const due = at + state.figures.get().window;
  const verdict = { type: "Undecided", value: { suspends: true } } as const;
  state.counts.put({ all: all + 1, open });
  state.offences.put(all, { deed, source, amount, reporter, at, due, verdict });
  state.known.put(offenderHash(deed), all);
  suspendPool(env, source.value.pool);
  emit.Reported({ offence: all, deed, reporter, amount, due });
}

/** @throws `Offences.UnknownOffence`, `Offences.Decided` */
function expectUndecided(env: Env, id: number): Offence {
  const offence = env.of(offences).state.offences.get(id);
  if (!offence) throw errors.UnknownOffence({ offence: id });
  const { type } = offence.verdict;
  if (type !== "Undecided") throw errors.Decided({ offence: id, verdict: type });
  return offence;
}

function resume(env: Env, { source, verdict }: Offence): void {
  if (verdict.type === "Undecided" && verdict.value.suspends) resumePool(env, source.value.pool);
}

/**
 * Returns all that an offence cost.
 *
 * @throws `Offences.UnknownOffence`, `Offences.Decided`
 */
export function cancelCase(env: Env, id: number): void {
  const { state, emit } = env.of(offences);
  const offence = expectUndecided(env, id);
  const { source, amount } = offence;
  const { pool, own } = source.value;
  state.offences.put(id, { ...offence, verdict: { type: "Cancelled" } });
  transfer(env, escrowAccount, poolAccount(pool), amount, false);
  returnSlash(env, pool, { taken: amount, own });
  resume(env, offence);
  emit.Cancelled({ offence: id, amount });
}

/**
 * Pays what an offence cost: a part of what shares lost that answer first to the reporter, the rest to the treasury. The
 * reporter of an account too small to exist gets nothing.
 */
export function upholdCase(env: Env, id: number): void {
  const { state, emit } = env.of(offences);
  const offence = expectUndecided(env, id);
  const { reporter, source, amount } = offence;
  const offered = reporter ? cut(source.value.own, state.figures.get().reward) : 0n;
  const isPaid = reporter && offered > 0n && env.attempt(() => transfer(env, escrowAccount, reporter, offered, false));
  const reward = isPaid ? offered : 0n;
  const treasury = amount - reward;
  transfer(env, escrowAccount, treasuryAccount, treasury, false);
  state.offences.put(id, { ...offence, verdict: { type: "Upheld", value: reward } });
  resume(env, offence);
  emit.Upheld({ offence: id, reward, treasury });
}
