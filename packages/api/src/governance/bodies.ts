import { AccountId, bool, H256, option, struct, u32, u128, vec } from "@pha/codec";
import { maxHttpReplyBytes } from "@pha/limits";
import { bodyNames, collectiveLimits, electionLimits, SeatHolder } from "@pha/runtime/spec";
import { endpoint } from "../endpoint.ts";
import { json, word } from "../types.ts";
import { errors } from "./errors.ts";

const members = vec(AccountId, { max: collectiveLimits.members });

const Motion = struct({
  index: u32,
  hash: H256,
  call: option(json),
  /** Ayes that it needs. */
  threshold: u32,
  ayes: members,
  nays: members,
  /** The block from which it is decided, whoever has voted. */
  end: u32,
  /** How it ends if it is closed in the next block; absent while it cannot be. */
  outcome: option(struct({ yes: u32, no: u32, passes: bool })),
});

const seats = vec(SeatHolder, { max: electionLimits.seats });

/** `/v1/bodies` and `/v1/elections`: who sits, what they decide on, who would be elected. */
export const bodies = {
  get: endpoint("GET /v1/bodies/:body", {
    summary: "The council or the technical committee: members, prime, and its open motions.",
    params: { body: word(...bodyNames) },
    reply: struct({
      block: u32,
      members,
      /** Whose vote counts for those who do not vote. */
      prime: option(AccountId),
      motions: vec(Motion, { max: collectiveLimits.motions }),
    }),
    maxReplyBytes: maxHttpReplyBytes,
    errors: [errors.CatchingUp],
  }),
  election: endpoint("GET /v1/elections", {
    summary:
      "Elected seats, candidates, when the term ends, and who would be elected if it ended now. Members whom no election has seated, as those of genesis, are in /v1/bodies/council alone, and leave it with the next election that has candidates.",
    reply: struct({
      block: u32,
      round: u32,
      /** The block of the next election; absent where no term ends. */
      termEnds: option(u32),
      voters: u32,
      /** Those who were elected: none before the first election. */
      members: seats,
      /** The best one last. */
      runnersUp: seats,
      candidates: vec(struct({ who: AccountId, deposit: u128 }), { max: electionLimits.candidates }),
      preview: struct({ members: seats, runnersUp: seats, prime: option(AccountId) }),
    }),
    errors: [errors.CatchingUp],
  }),
};
