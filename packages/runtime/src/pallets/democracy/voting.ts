import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { accountOf } from "../balances/ledger.ts";
import { isPalletAccount } from "../balances/pallet-account.ts";
import { accumulate, boundUntil, lockingIn } from "./bound.ts";
import { extendLock, putVoting } from "./locks.ts";
import { type Power, powerOf } from "./power.ts";
import { ongoing, retally } from "./referenda.ts";
import { democracy } from "./spec.ts";
import { democracyLimits } from "./types.ts";
import { type AccountVote, addTo, balanceOf, takeFrom, weightOf } from "./vote.ts";

const { errors } = democracy;

/**
 * An account votes with what it has free and what its shares of pools and vaults are worth.
 *
 * @throws `Democracy.NoVoice` for an account that no key opens: who has shares in it votes instead.
 *   `Democracy.InsufficientFunds` for a vote or delegation of more than there is
 */
export function checkFunds(env: Env, who: AccountId, balance: bigint): Power {
  if (isPalletAccount(who)) throw errors.NoVoice();
  const { free } = accountOf(env, who).data;
  const power = powerOf(env, who);
  const shares = power.pools + power.vaults;
  if (balance > free + shares) throw errors.InsufficientFunds({ free, shares, balance });
  return power;
}

/**
 * Votes in a referendum, or otherwise than before; the lock grows, and never shrinks.
 *
 * @returns how many entries of the state its shares took
 * @throws `Democracy.ReferendumInvalid`, `InsufficientFunds`, `NoVoice`, `AlreadyDelegating`, `MaxVotesReached`
 */
export function castVote(env: Env, who: AccountId, index: number, vote: AccountVote): number {
  const { state, emit } = env.of(democracy);
  const status = ongoing(env, index);
  const power = checkFunds(env, who, balanceOf(vote));
  const { type, value: voting } = state.votingOf.get(who);
  if (type !== "Direct") throw errors.AlreadyDelegating({ target: voting.target });

  const before = voting.votes.find(([each]) => each === index);
  const others = voting.votes.filter((each) => each !== before);
  if (others.length >= democracyLimits.votes) throw errors.MaxVotesReached({ max: democracyLimits.votes });
  const without = before ? takeFrom(status.tally, weightOf(before[1], voting.delegations)) : status.tally;
  const votes = [...others, [index, vote] as const].sort(([a], [b]) => a - b);
  retally(env, index, status, addTo(without, weightOf(vote, voting.delegations)));
  putVoting(env, who, { type, value: { ...voting, votes } });
  extendLock(env, who, balanceOf(vote), power);
  emit.Voted({ voter: who, ref_index: index, vote });
  return power.reads;
}

/**
 * Takes a vote out of its referendum; what it still binds is kept as prior lock. Of an account that delegates nothing is
 * taken. `byOther`: only a vote that binds nothing any more.
 *
 * @throws `Democracy.NotVoter`, `NoPermission`
 */
export function removeVote(env: Env, who: AccountId, index: number, byOther: boolean): void {
  const { state } = env.of(democracy);
  const { type, value: voting } = state.votingOf.get(who);
  if (type !== "Direct") return;
  const entry = voting.votes.find(([each]) => each === index);
  if (!entry) throw errors.NotVoter();
  const vote = entry[1];

  const info = state.referendumInfoOf.get(index);
  let { prior } = voting;
  if (info?.type === "Ongoing") {
    if (byOther) throw errors.NoPermission({ end: info.value.end });
    retally(env, index, info.value, takeFrom(info.value.tally, weightOf(vote, voting.delegations)));
  } else if (info) {
    const until = boundUntil(vote, info.value, lockingIn(state, index));
    if (env.block.number < until) {
      if (byOther) throw errors.NoPermission({ until });
      prior = accumulate(prior, until, balanceOf(vote));
    }
  }
  const votes = voting.votes.filter((each) => each !== entry);
  putVoting(env, who, { type, value: { ...voting, votes, prior } });
}
