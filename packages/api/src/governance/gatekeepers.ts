import { AccountId, bool, H256, option, struct, u32, u64, u128, vec } from "@pha/codec";
import { candidateLimits } from "@pha/runtime/spec";
import { endpoint } from "../endpoint.ts";
import { errors } from "./errors.ts";

const Candidate = struct({
  /** The gatekeeper. */
  identity: H256,
  operator: AccountId,
  /** What its operator has put up, and what others back it with, in plancks. */
  own: u128,
  backed: u128,
  seated: bool,
});

const Leaving = struct({
  amount: u128,
  /** From when on it may be free: milliseconds since 1970. */
  dueMs: u64,
  /** Whether another generation of the master key has to be made before that, which is not yet. */
  waitsForKey: bool,
});

/** `/v1/gatekeepers/candidates` and `/v1/accounts/…/nomination`: the election of gatekeepers. */
export const gatekeeperElection = {
  candidates: endpoint("GET /v1/gatekeepers/candidates", {
    summary:
      "Who stands for election as a gatekeeper, in order of stake, who has a seat, and when the next election is.",
    reply: struct({
      block: u32,
      /** How many are elected; 0: none, root appoints gatekeepers. */
      seats: u32,
      /** Elections until now. */
      era: u32,
      /** From when on the next one may be: milliseconds since 1970. */
      dueMs: u64,
      candidates: vec(Candidate, { max: candidateLimits.listed }),
    }),
    errors: [errors.CatchingUp],
  }),
  nomination: endpoint("GET /v1/accounts/:account/nomination", {
    summary: "Which gatekeeper an account backs, and what of its stake there is on its way back.",
    params: { account: AccountId },
    reply: struct({
      block: u32,
      candidate: option(H256),
      /** In plancks, as all amounts. */
      stake: u128,
      leaving: vec(Leaving, { max: candidateLimits.leaving }),
      /** What of that is free by now. */
      free: u128,
    }),
    errors: [errors.CatchingUp],
  }),
};
