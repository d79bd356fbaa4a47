import type { Hex } from "@pha/codec";
import { type Call, readState, type StateView } from "@pha/frame";
import type { Collective, Votes } from "../pallets/collective/contract.ts";
import { callOfMotion } from "../pallets/collective/motion-call.ts";
import { type Outcome, outcomeOf } from "../pallets/collective/outcome.ts";

/** A motion that nobody has closed yet. */
export interface OpenMotion extends Votes {
  readonly hash: Hex;
  /** None where this version of the runtime cannot read it. */
  readonly call: Call | undefined;
  /** How it ends if it is closed in the next block; none while it cannot be. */
  readonly outcome: Outcome | undefined;
}

/** A body's open motions at a block. */
export function motionsOf(state: StateView, body: Collective, now: number): OpenMotion[] {
  const reads = readState(body, state);
  const { proposals, voting, members, prime } = reads;
  const sitting = { seats: members.get().length, prime: prime.get(), now: now + 1 };
  return proposals.get().flatMap((hash) => {
    const [call, votes] = [callOfMotion(reads, hash), voting.get(hash)];
    return votes ? [{ ...votes, hash, call, outcome: outcomeOf(votes, sitting) }] : [];
  });
}

/** How many bytes a motion's call has, whoever can read it: whoever closes the motion says how many it may have. */
export const lengthOfMotion = (state: StateView, body: Collective, hash: Hex): number | undefined =>
  state.get(readState(body, state).proposalOf.key(hash))?.length;
