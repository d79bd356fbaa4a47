import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { setLock } from "../balances/holds.ts";
import { balances } from "../balances/spec.ts";
import { democracyId } from "../democracy-id.ts";
import { lockedBy } from "./bound.ts";
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

/** Locks an amount at least. */
export function extendLock(env: Env, who: AccountId, amount: bigint): void {
  const locks = env.of(balances).state.locks.get(who);
  const before = locks.find(({ id }) => id === democracyId)?.amount ?? 0n;
  if (amount > before) setLock(env, who, democracyId, amount);
}

/** Locks what votes, a delegation or what is left of them need, and no more. */
export function updateLock(env: Env, who: AccountId): void {
  const voting = env.of(democracy).state.votingOf.get(who);
  const isOver = env.block.number >= voting.value.prior[0];
  const next = isOver ? withoutPrior(voting) : voting;
  if (isOver) putVoting(env, who, next);
  setLock(env, who, democracyId, lockedBy(next));
}

const withoutPrior = (voting: Voting): Voting =>
  voting.type === "Direct"
    ? { type: "Direct", value: { ...voting.value, prior: noPrior } }
    : { type: "Delegating", value: { ...voting.value, prior: noPrior } };
