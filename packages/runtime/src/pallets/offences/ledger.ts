import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { existentialDeposit } from "../balances/account-data.ts";
import { accountOf, transfer } from "../balances/ledger.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { poolAccount } from "../stake-pools/account.ts";
import { cut } from "../stake-pools/fund.ts";
import { resumePool, returnSlash, suspendPool } from "../stake-pools/sessions.ts";
import { tickOf } from "../timestamp/clock.ts";
import { escrowAccount } from "./account.ts";
import { type Charged, type Deed, type Offence, offenderHash } from "./offence.ts";
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
  readonly amount: bigint;
  readonly charged: Charged | undefined;
  /** Nobody where the ledger saw it itself. */
  readonly reporter: AccountId | undefined;
}

/**
 * Opens the case of an offence that is new, its amount in escrow; a pool that was charged is suspended until it is decided.
 * An amount is a PHA at least, or nothing: of what is paid to two, neither part is dust then.
 */
export function openCase(env: Env, { deed, amount, charged, reporter }: Charge): void {
  const { state, emit } = env.of(offences);
  const { all, open } = state.counts.get();
  const at = tickOf(env);
  const due = at + state.figures.get().window;
  const verdict = { type: "Undecided", value: { suspends: charged?.type === "Pool" } } as const;
  state.counts.put({ all: all + 1, open });
  state.offences.put(all, { deed, amount, charged, reporter, at, due, verdict });
  state.known.put(offenderHash(deed), all);
  if (charged?.type === "Pool") suspendPool(env, charged.value.pool);
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

function resume(env: Env, { charged, verdict }: Offence): void {
  const suspends = verdict.type === "Undecided" && verdict.value.suspends;
  if (suspends && charged?.type === "Pool") resumePool(env, charged.value.pool);
}

/**
 * Returns all that an offence cost.
 *
 * @throws `Offences.UnknownOffence`, `Offences.Decided`
 */
export function cancelCase(env: Env, id: number): void {
  const { state, emit } = env.of(offences);
  const offence = expectUndecided(env, id);
  const { charged, amount } = offence;
  state.offences.put(id, { ...offence, verdict: { type: "Cancelled" } });
  if (charged?.type === "Account") transfer(env, escrowAccount, charged.value, amount, false);
  else if (charged) {
    const { pool, own } = charged.value;
    transfer(env, escrowAccount, poolAccount(pool), amount, false);
    returnSlash(env, pool, { taken: amount, own });
  }
  resume(env, offence);
  emit.Cancelled({ offence: id, amount });
}

/**
 * Pays what an offence cost: of what its owner's shares lost that answer first, or an account, a part to the reporter, and
 * the rest to the treasury. A reporter whose account would be too small to exist gets nothing.
 */
export function upholdCase(env: Env, id: number): void {
  const { state, emit } = env.of(offences);
  const offence = expectUndecided(env, id);
  const { reporter, charged, amount } = offence;
  const own = charged?.type === "Pool" ? charged.value.own : amount;
  const offered = reporter ? cut(own, state.figures.get().reward) : 0n;
  const reward = reporter && accountOf(env, reporter).data.free + offered >= existentialDeposit ? offered : 0n;
  const treasury = amount - reward;
  if (reporter && reward > 0n) transfer(env, escrowAccount, reporter, reward, false);
  if (treasury > 0n) transfer(env, escrowAccount, treasuryAccount, treasury, false);
  state.offences.put(id, { ...offence, verdict: { type: "Upheld", value: reward } });
  resume(env, offence);
  emit.Upheld({ offence: id, reward, treasury });
}
