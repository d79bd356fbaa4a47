import type { AccountId } from "@pha/codec";
import { type Call, type Env, free, implement, originOf, resultOf } from "@pha/frame";
import { isWithin } from "../../executive/weights.ts";
import { blockAfter } from "../../numbers.ts";
import { lengthOfCall } from "../../references.ts";
import { blocksOf } from "../parameters/rules.ts";
import { parameters } from "../parameters/spec.ts";
import { type Collective, collectiveLimits, motionHours, type Votes } from "./contract.ts";
import { changeMembers, setPrime, sorted } from "./members.ts";
import { motionHash } from "./motion-hash.ts";
import { approve, callWithin, disapprove, motionOf } from "./motions.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

/** The code of a body's calls. */
export const collectiveCalls = (body: Collective) =>
  implement(body, {
    set_members(env, { new_members, prime }) {
      const members = sorted(new_members);
      if (prime !== undefined && !members.includes(prime)) throw body.errors.PrimeAccountNotMember();
      const motions = changeMembers(env, body, members);
      setPrime(env, body, prime);
      return { motions };
    },

    execute(env, { proposal, length_bound }) {
      expectMember(env, body, env.caller);
      expectLength(body, proposal, length_bound);
      const outcome = env.dispatch(proposal, originOf(body, "Member", env.caller));
      env.emit.MemberExecuted({ proposal_hash: motionHash(proposal), result: resultOf(outcome) });
    },

    propose(env, { threshold, proposal, length_bound }) {
      const { caller, state, emit } = env;
      const seats = expectMember(env, body, caller);
      expectLength(body, proposal, length_bound);
      const weight = env.weigh(proposal);
      if (!isWithin(weight, collectiveLimits.weight)) throw body.errors.WrongProposalWeight({ ...weight });
      const hash = motionHash(proposal);
      if (state.voting.has(hash)) throw body.errors.DuplicateProposal();
      if (threshold < 2) {
        const outcome = env.dispatch(proposal, originOf(body, "Members", [1, seats]));
        emit.Executed({ proposal_hash: hash, result: resultOf(outcome) });
        return;
      }
      const index = state.proposalCount.get();
      state.proposals.put([...state.proposals.get(), hash]);
      state.proposalCount.put(index + 1);
      state.proposalOf.put(hash, proposal);
      const end = blockAfter(env, blocksOf(env.of(parameters).state, motionHours));
      state.voting.put(hash, { index, threshold, ayes: [], nays: [], end });
      emit.Proposed({ account: caller, proposal_index: index, proposal_hash: hash, threshold });
    },

    vote(env, { proposal, index, approve: voted }) {
      const { caller, state, emit } = env;
      expectMember(env, body, caller);
      const votes = motionOf(env, body, proposal, index);
      const side = voted ? votes.ayes : votes.nays;
      const isFirst = ![...votes.ayes, ...votes.nays].includes(caller);
      if (side.includes(caller)) throw body.errors.DuplicateVote();
      const without = (who: readonly AccountId[]) => who.filter((each) => each !== caller);
      const [ayes, nays] = voted ? [[...side, caller], without(votes.nays)] : [without(votes.ayes), [...side, caller]];
      state.voting.put(proposal, { ...votes, ayes, nays });
      emit.Voted({ account: caller, proposal_hash: proposal, voted, yes: ayes.length, no: nays.length });
      return isFirst ? free : undefined;
    },

    disapprove_proposal(env, { proposal_hash }) {
      disapprove(env, body, proposal_hash);
    },

    close(env, { proposal_hash, index, proposal_weight_bound, length_bound }) {
      const votes = motionOf(env, body, proposal_hash, index);
      const { yes, no, passes } = resultOfVotes(env, body, votes);
      const call =
        passes && callWithin(env, body, proposal_hash, { weight: proposal_weight_bound, length: length_bound });
      env.emit.Closed({ proposal_hash, yes, no });
      if (call) {
        approve(env, body, proposal_hash, call, yes);
        return undefined;
      }
      disapprove(env, body, proposal_hash);
      return free;
    },
  });

/** @throws the body's `NotMember`; gives the number of its seats */
function expectMember(env: Env, body: Collective, who: AccountId): number {
  const members = env.of(body).state.members.get();
  if (!members.includes(who)) throw body.errors.NotMember();
  return members.length;
}

/** @throws the body's `WrongProposalLength` */
function expectLength(body: Collective, proposal: Call, bound: number): void {
  const length = lengthOfCall(proposal);
  if (length > bound) throw body.errors.WrongProposalLength({ length, bound });
}

/** @throws the body's `TooEarly` */
function resultOfVotes(env: Env, body: Collective, votes: Votes): Outcome {
  const { members, prime } = env.of(body).state;
  const outcome = outcomeOf(votes, { seats: members.get().length, prime: prime.get(), now: env.block.number });
  if (!outcome) throw body.errors.TooEarly({ end: votes.end });
  return outcome;
}
