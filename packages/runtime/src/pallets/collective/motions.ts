import type { Hex } from "@pha/codec";
import { type Call, type Env, originOf, resultOf } from "@pha/frame";
import { isWithin } from "../../executive/weights.ts";
import { lengthOfCall } from "../../references.ts";
import type { Collective, Votes } from "./contract.ts";
import { callOfMotion } from "./motion-call.ts";

/**
 * A motion and its votes.
 *
 * @throws its `ProposalMissing`, `WrongIndex`
 */
export function motionOf(env: Env, body: Collective, hash: Hex, index: number): Votes {
  const votes = env.of(body).state.voting.get(hash);
  if (!votes) throw body.errors.ProposalMissing();
  if (votes.index !== index) throw body.errors.WrongIndex({ index: votes.index, given: index });
  return votes;
}

/** What the one who closes a motion expects of its call. */
interface Bounds {
  readonly weight: { readonly ref_time: bigint; readonly proof_size: bigint };
  readonly length: number;
}

/**
 * The call of a motion that is about to be dispatched.
 *
 * @throws its `ProposalMissing` also where this runtime cannot read the call, `WrongProposalLength`, `WrongProposalWeight`
 */
export function callWithin(env: Env, body: Collective, hash: Hex, bounds: Bounds): Call {
  const call = callOfMotion(env.of(body).state, hash);
  if (!call) throw body.errors.ProposalMissing();
  const length = lengthOfCall(call);
  if (length > bounds.length) throw body.errors.WrongProposalLength({ length, bound: bounds.length });
  const weight = env.weigh(call);
  if (!isWithin(weight, bounds.weight)) throw body.errors.WrongProposalWeight({ ...weight });
  return call;
}

/** Dispatches a motion's call on the authority of those who voted for it, once the motion is gone. */
export function approve(env: Env, body: Collective, hash: Hex, call: Call, ayes: number): void {
  const { state, emit } = env.of(body);
  emit.Approved({ proposal_hash: hash });
  remove(env, body, hash);
  const outcome = env.enact(call, originOf(body, "Members", [ayes, state.members.get().length]));
  emit.Executed({ proposal_hash: hash, result: resultOf(outcome) });
}

export function disapprove(env: Env, body: Collective, hash: Hex): void {
  env.of(body).emit.Disapproved({ proposal_hash: hash });
  remove(env, body, hash);
}

function remove(env: Env, body: Collective, hash: Hex): void {
  const { state } = env.of(body);
  state.proposalOf.remove(hash);
  state.voting.remove(hash);
  state.proposals.put(state.proposals.get().filter((each) => each !== hash));
}
