import type { Hex } from "@pha/codec";
import { type Call, readState, type StateView } from "@pha/frame";
import type { Collective, Votes } from "../pallets/collective/contract.ts";
import { callOfMotion } from "../pallets/collective/motion-call.ts";
import { type Outcome, outcomeOf } from "../pallets/collective/outcome.ts";

/** The votes on a motion that nobody has closed yet. */
export interface MotionVotes extends Votes {
  readonly hash: Hex;
  /** How it ends if it is closed in the next block; none while it cannot be. */
  readonly outcome: Outcome | undefined;
}

/** The same with its call. */
export interface OpenMotion extends MotionVotes {
  /** None where this version of the runtime cannot read it. */
  readonly call: Call | undefined;
}

/** How a body's open motions stand at a block: their calls, which may be long, are not read. */
export function motionVotes(state: StateView, body: Collective, now: number): MotionVotes[] {
  const { proposals, voting, members, prime } = readState(body, state);
  const sitting = { seats: members.get().length, prime: prime.get(), now: now + 1 };
  const hashes = proposals.get();
  const found = voting.getMany(hashes);
  return hashes.flatMap((hash, i) => {
    const votes = found[i];
    return votes ? [{ ...votes, hash, outcome: outcomeOf(votes, sitting) }] : [];
  });
}

/** The call of an open motion; none where this version of the runtime cannot read it. */
export const motionCall = (state: StateView, body: Collective, hash: Hex): Call | undefined =>
  callOfMotion(readState(body, state), hash);

/** A body's open motions at a block. */
export const motionsOf = (state: StateView, body: Collective, now: number): OpenMotion[] =>
  motionVotes(state, body, now).map((motion) => ({ ...motion, call: motionCall(state, body, motion.hash) }));

/** How many bytes a motion's call has, whoever can read it: whoever closes the motion says how many it may have. */
export const lengthOfMotion = (state: StateView, body: Collective, hash: Hex): number | undefined =>
  state.get(readState(body, state).proposalOf.key(hash))?.length;
