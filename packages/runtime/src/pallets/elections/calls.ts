import type { AccountId } from "@pha/codec";
import { type Env, implement } from "@pha/frame";
import { existentialDeposit } from "../balances/account-data.ts";
import { hold, release, setLock } from "../balances/holds.ts";
import { accountOf } from "../balances/ledger.ts";
import { lesser } from "../balances/parts.ts";
import { lookup } from "../system/lookup.ts";
import { replaceMember } from "./seats.ts";
import { electionLock, elections } from "./spec.ts";
import { endTerm } from "./term.ts";

const { errors, holdReasons } = elections;

export const electionsCalls = implement(elections, {
  vote(env, { votes, value }) {
    const { caller, state } = env;
    const { maxVotesPerVoter, maxVoters, votingBondBase, votingBondFactor } = state.figures.get();
    if (votes.length > maxVotesPerVoter) throw errors.MaximumVotesExceeded({ max: maxVotesPerVoter });
    if (votes.length === 0) throw errors.NoVotes();
    const stand = state.candidates.get().length + state.members.get().length + state.runnersUp.get().length;
    if (stand === 0) throw errors.UnableToVote();
    if (votes.length > stand) throw errors.TooManyVotes({ votes: votes.length, stand });
    if (value <= existentialDeposit) throw errors.LowBalance({ value, existentialDeposit });
    if (!state.voting.has(caller) && state.voting.count() >= maxVoters) throw errors.TooManyVoters({ max: maxVoters });
    const deposit = votingBondBase + votingBondFactor * BigInt(votes.length);
    bond(env, caller, deposit, state.voting.get(caller)?.deposit ?? 0n);
    const stake = lesser(value, accountOf(env, caller).data.free);
    setLock(env, caller, electionLock, stake);
    state.voting.put(caller, { votes, stake, deposit });
  },

  remove_voter(env) {
    const { caller, state } = env;
    if (!state.voting.has(caller)) throw errors.MustBeVoter();
    removeVoter(env, caller);
  },

  submit_candidacy(env, { candidate_count }) {
    const { caller, state } = env;
    const { maxCandidates, candidacyBond } = state.figures.get();
    const candidates = state.candidates.get();
    const count = candidates.length;
    if (count > candidate_count) throw errors.InvalidWitnessData({ candidates: count });
    if (count > maxCandidates) throw errors.TooManyCandidates({ max: maxCandidates });
    if (candidates.some(([who]) => who === caller)) throw errors.DuplicatedCandidate();
    if (state.members.get().some(({ who }) => who === caller)) throw errors.MemberSubmit();
    if (state.runnersUp.get().some(({ who }) => who === caller)) throw errors.RunnerUpSubmit();
    const { free } = accountOf(env, caller).data;
    if (!canHold(env, caller, candidacyBond)) throw errors.InsufficientCandidateFunds({ free, bond: candidacyBond });
    hold(env, caller, holdReasons.Candidacy, candidacyBond);
    const place = candidates.filter(([who]) => who < caller).length;
    state.candidates.put(candidates.toSpliced(place, 0, [caller, candidacyBond]));
  },

  renounce_candidacy(env, { renouncing }) {
    const { caller, state, emit } = env;
    if (renouncing.type === "Member") replaceMember(env, caller, false, () => errors.InvalidRenouncing());
    else if (renouncing.type === "RunnerUp") {
      const all = state.runnersUp.get();
      const own = all.find(({ who }) => who === caller);
      if (!own) throw errors.InvalidRenouncing();
      state.runnersUp.put(all.filter((each) => each !== own));
      release(env, caller, holdReasons.Candidacy, own.deposit);
    } else {
      const all = state.candidates.get();
      if (renouncing.value < all.length) throw errors.InvalidWitnessData({ candidates: all.length });
      const own = all.find(([who]) => who === caller);
      if (!own) throw errors.InvalidRenouncing();
      state.candidates.put(all.filter((each) => each !== own));
      release(env, caller, holdReasons.Candidacy, own[1]);
    }
    emit.Renounced({ candidate: caller });
  },

  remove_member(env, { who, slash_bond, rerun_election }) {
    const member = lookup(who);
    replaceMember(env, member, slash_bond, () => errors.NotMember());
    env.emit.MemberKicked({ member });
    if (!rerun_election) return { voters: 0 };
    endTerm(env);
    return { voters: env.state.voting.count() };
  },

  clean_defunct_voters(env, { num_voters }) {
    const { state } = env;
    const standing = new Set([
      ...state.candidates.get().map(([who]) => who),
      ...state.members.get().map(({ who }) => who),
      ...state.runnersUp.get().map(({ who }) => who),
    ]);
    const looked = Math.min(num_voters, state.voting.count());
    for (const [who, voter] of state.voting.page(0, looked))
      if (!voter.votes.some((each) => standing.has(each))) removeVoter(env, who);
    return { voters: looked };
  },
});

/** Holds what a bond is more than before, or gives back what it is less. */
function bond(env: Env, who: AccountId, deposit: bigint, before: bigint): void {
  if (deposit < before) release(env, who, holdReasons.Vote, before - deposit);
  if (deposit <= before) return;
  const more = deposit - before;
  if (!canHold(env, who, more)) throw errors.UnableToPayBond({ free: accountOf(env, who).data.free, bond: more });
  hold(env, who, holdReasons.Vote, more);
}

/** Whether so much can be put on hold. */
function canHold(env: Env, who: AccountId, amount: bigint): boolean {
  const { free, frozen } = accountOf(env, who).data;
  return free >= amount + existentialDeposit && free >= amount + frozen;
}

function removeVoter(env: Env, who: AccountId): void {
  const deposit = env.of(elections).state.voting.take(who)?.deposit ?? 0n;
  setLock(env, who, electionLock, 0n);
  release(env, who, holdReasons.Vote, deposit);
}
