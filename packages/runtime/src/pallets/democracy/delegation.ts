import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { blockAfter } from "../../numbers.ts";
import { accumulate } from "./bound.ts";
import { type Conviction, lockPeriodsOf, votesOf } from "./conviction.ts";
import { extendLock, putVoting } from "./locks.ts";
import { retally } from "./referenda.ts";
import { democracy } from "./spec.ts";
import type { PriorLock, Voting } from "./types.ts";
import { addDelegations, addTo, type Delegations, takeDelegations, takeFrom, weightOf } from "./vote.ts";
import { checkFunds } from "./voting.ts";

const { errors } = democracy;

type Delegating = Extract<Voting, { readonly type: "Delegating" }>["value"];

/**
 * Lets another account vote for one: with what it votes, not with what is delegated to it by others. Gives how many votes
 * that changed,
 * and how many entries of the state its shares took.
 *
 * @throws `Democracy.Nonsense`, `InsufficientFunds`, `NoVoice`, `VotesExist`
 */
export function delegate(env: Env, who: AccountId, target: AccountId, conviction: Conviction, balance: bigint) {
  const { state, emit } = env.of(democracy);
  if (who === target) throw errors.Nonsense();
  const power = checkFunds(env, who, balance);
  const before = state.votingOf.get(who);
  if (before.type === "Direct" && before.value.votes.length > 0)
    throw errors.VotesExist({ votes: before.value.votes.length });
  const { delegations } = before.value;
  const prior = before.type === "Direct" ? before.value.prior : priorOf(env, who, before.value);
  const left = before.type === "Direct" ? 0 : take(env, before.value);
  state.lockingOfDelegation.put(who, state.figures.get().locking);
  putVoting(env, who, { type: "Delegating", value: { balance, target, conviction, delegations, prior } });
  const reached = shift(env, target, { votes: votesOf(conviction, balance), capital: balance }, "add");
  extendLock(env, who, balance, power);
  emit.Delegated({ who, target });
  return { votes: left + reached, reads: power.reads };
}

/**
 * Ends a delegation; what it still binds is kept as prior lock. Gives how many votes that changed.
 *
 * @throws `Democracy.NotDelegating`
 */
export function undelegate(env: Env, who: AccountId): number {
  const { state, emit } = env.of(democracy);
  const { type, value } = state.votingOf.get(who);
  if (type !== "Delegating") throw errors.NotDelegating();
  const left = take(env, value);
  const { delegations } = value;
  const prior = priorOf(env, who, value);
  state.lockingOfDelegation.remove(who);
  putVoting(env, who, { type: "Direct", value: { votes: [], delegations, prior } });
  emit.Undelegated({ account: who });
  return left;
}

/** What a delegation that ends now still binds. Of one that is older than the record, by the figure of today. */
function priorOf(env: Env, who: AccountId, { prior, conviction, balance }: Delegating): PriorLock {
  const { lockingOfDelegation, figures } = env.of(democracy).state;
  const locking = lockingOfDelegation.get(who) ?? figures.get().locking;
  return accumulate(prior, blockAfter(env, locking * lockPeriodsOf(conviction)), balance);
}

const take = (env: Env, { target, conviction, balance }: Delegating): number =>
  shift(env, target, { votes: votesOf(conviction, balance), capital: balance }, "take");

/** Changes what is delegated to an account, and with it its votes in referenda that go on; gives how many. */
function shift(env: Env, target: AccountId, amount: Delegations, how: "add" | "take"): number {
  const { state } = env.of(democracy);
  const change = how === "add" ? addDelegations : takeDelegations;
  const { type, value } = state.votingOf.get(target);
  const delegations = change(value.delegations, amount);
  if (type === "Delegating") {
    putVoting(env, target, { type, value: { ...value, delegations } });
    return 0;
  }
  putVoting(env, target, { type, value: { ...value, delegations } });
  for (const [index, vote] of value.votes) {
    const info = state.referendumInfoOf.get(index);
    if (info?.type !== "Ongoing" || vote.type !== "Standard") continue;
    const { tally } = info.value;
    const own = takeFrom(tally, weightOf(vote, value.delegations));
    retally(env, index, info.value, addTo(own, weightOf(vote, delegations)));
  }
  return value.votes.length;
}
