import { errors as codecErrors, isOf, type Json, type JsonContext, toJson } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { type Collective, outcomeOfMotion, RuntimeCall } from "@pha/runtime/spec";

/** A body's open motions, and how each would end in the next block. */
export function motionsOf(state: StateView, body: Collective, now: number, context: JsonContext) {
  const { proposals, voting, proposalOf, members, prime } = readState(body, state);
  const sitting = { seats: members.get().length, prime: prime.get(), now: now + 1 };
  return proposals.get().flatMap((hash) => {
    const votes = voting.get(hash);
    if (!votes) return [];
    const call = readable(() => {
      const stored = proposalOf.get(hash);
      return stored && toJson(RuntimeCall, stored, context);
    });
    return [{ ...votes, hash, call, outcome: outcomeOfMotion(votes, sitting) }];
  });
}

/** What this version of the runtime can read. */
function readable(read: () => Json | undefined): Json | undefined {
  try {
    return read();
  } catch (error) {
    if (isOf(codecErrors, error)) return undefined;
    throw error;
  }
}
