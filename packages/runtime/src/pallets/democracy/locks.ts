import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { saturatingAdd } from "../../numbers.ts";
import { lockId, setLock } from "../balances/holds.ts";
import { greater } from "../balances/parts.ts";
import { balances } from "../balances/spec.ts";
import { lockPeriodsOf } from "./conviction.ts";
import { democracy } from "./spec.ts";
import { noPrior, type PriorLock, type ReferendumInfo, type Voting } from "./types.ts";
import { type AccountVote, balanceOf } from "./vote.ts";

/** Id of the lock of votes and delegations. */
export const votingLock = lockId("democrac");

/** A prior lock and one more: both amounts until both blocks. */
export const accumulate = ([until, amount]: PriorLock, moreUntil: number, more: bigint): PriorLock => [
  Math.max(until, moreUntil),
  greater(amount, more),
];

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
  const before = locks.find(({ id }) => id === votingLock)?.amount ?? 0n;
  if (amount > before) setLock(env, who, votingLock, amount);
}

/** Locks what votes, a delegation or what is left of them need, and no more. */
export function updateLock(env: Env, who: AccountId): void {
  const voting = env.of(democracy).state.votingOf.get(who);
  const isOver = env.block.number >= voting.value.prior[0];
  const next = isOver ? withoutPrior(voting) : voting;
  if (isOver) putVoting(env, who, next);
  setLock(env, who, votingLock, lockedBy(next));
}

const withoutPrior = (voting: Voting): Voting =>
  voting.type === "Direct"
    ? { type: "Direct", value: { ...voting.value, prior: noPrior } }
    : { type: "Delegating", value: { ...voting.value, prior: noPrior } };

/** The largest of what an account's votes, finished ones too, its delegation and prior lock are for. */
export function lockedBy({ type, value }: Voting): bigint {
  const amounts = type === "Direct" ? value.votes.map(([, vote]) => balanceOf(vote)) : [value.balance];
  return amounts.reduce(greater, value.prior[1]);
}

type Finished = Extract<ReferendumInfo, { readonly type: "Finished" }>["value"];

/** Until which block a vote binds: one with conviction that won, so many periods from the referendum's end. */
export function boundUntil({ type, value }: AccountVote, { approved, end }: Finished, locking: number): number {
  if (type !== "Standard" || value.vote.aye !== approved) return 0;
  return saturatingAdd(end, locking * lockPeriodsOf(value.vote.conviction));
}
