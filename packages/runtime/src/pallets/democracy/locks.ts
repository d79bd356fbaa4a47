import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { setLock } from "../balances/holds.ts";
import { greater, less, lesser } from "../balances/parts.ts";
import { balances } from "../balances/spec.ts";
import { democracyId } from "../democracy-id.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { vaults } from "../vaults/spec.ts";
import { lockedBy } from "./bound.ts";
import { type Power, powerOf } from "./power.ts";
import { democracy } from "./spec.ts";
import { noPrior, type Voting } from "./types.ts";

/** Writes how an account votes; nothing where it neither votes nor is bound. */
export function putVoting(env: Env, who: AccountId, voting: Voting): void {
  const { votingOf } = env.of(democracy).state;
  if (isEmpty(voting)) votingOf.remove(who);
  else votingOf.put(who, voting);
}

const isEmpty = ({ type, value: { delegations, prior, ...rest } }: Voting): boolean =>
  type === "Direct" &&
  "votes" in rest &&
  rest.votes.length === 0 &&
  delegations.votes + delegations.capital === 0n &&
  prior[1] === 0n;

/** What votes lock: PHA in the account, and what shares of pools and of vaults must be worth. */
interface Locked {
  readonly free: bigint;
  readonly pools: bigint;
  readonly vaults: bigint;
}

function lockedNow(env: Env, who: AccountId): Locked {
  const lock = env
    .of(balances)
    .state.locks.get(who)
    .find(({ id }) => id === democracyId);
  const [pools, others] = [env.of(stakePools).state.shareLocks, env.of(vaults).state.shareLocks];
  return { free: lock?.amount ?? 0n, pools: pools.get(who), vaults: others.get(who) };
}

function putLocked(env: Env, who: AccountId, before: Locked, next: Locked): void {
  if (next.free !== before.free) setLock(env, who, democracyId, next.free);
  for (const [pallet, part] of [
    [stakePools, "pools"],
    [vaults, "vaults"],
  ] as const) {
    const { shareLocks } = env.of(pallet).state;
    if (next[part] === before[part]) continue;
    if (next[part] === 0n) shareLocks.remove(who);
    else shareLocks.put(who, next[part]);
  }
}

/** What an amount takes of what is free, beside what shares are worth now. */
const beside = (amount: bigint, { pools, vaults: inVaults }: Power): bigint => less(amount, pools + inVaults);

/**
 * Locks an amount at least: shares first, so that what is free can still pay fees. Shares that were locked stay so though
 * they have lost worth; what they are not worth any more is locked of what is free.
 */
export function extendLock(env: Env, who: AccountId, amount: bigint, power: Power): void {
  const before = lockedNow(env, who);
  const free = beside(amount, power);
  if (amount <= before.free + before.pools + before.vaults) {
    putLocked(env, who, before, { ...before, free: greater(before.free, free) });
    return;
  }
  const pools = lesser(amount, greater(before.pools, power.pools));
  const inVaults = lesser(amount - pools, greater(before.vaults, power.vaults));
  putLocked(env, who, before, { free, pools, vaults: inVaults });
}

/**
 * Locks what votes, a delegation or what is left of them need, and no more; never more of what is free than before.
 *
 * @returns how many entries of the state its shares took
 */
export function updateLock(env: Env, who: AccountId): number {
  const voting = env.of(democracy).state.votingOf.get(who);
  const isOver = env.block.number >= voting.value.prior[0];
  const next = isOver ? withoutPrior(voting) : voting;
  if (isOver) putVoting(env, who, next);
  const [before, amount, power] = [lockedNow(env, who), lockedBy(next), powerOf(env, who)];
  // What is free is free first, beyond what shares are not worth any more.
  const pools = lesser(amount, before.pools);
  const inVaults = lesser(amount - pools, before.vaults);
  const free = lesser(before.free, greater(beside(amount, power), amount - pools - inVaults));
  putLocked(env, who, before, { free, pools, vaults: inVaults });
  return power.reads;
}

const withoutPrior = (voting: Voting): Voting =>
  voting.type === "Direct"
    ? { type: "Direct", value: { ...voting.value, prior: noPrior } }
    : { type: "Delegating", value: { ...voting.value, prior: noPrior } };
