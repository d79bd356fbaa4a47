import { AccountId, bool, H256, option, struct, text, u32, u128, vec } from "@pha/codec";
import { maxHttpReplyBytes } from "@pha/limits";
import { convictions, Tally, VoteThreshold } from "@pha/runtime/spec";
import { endpoint } from "../endpoint.ts";
import { json, maxPage, PageSize, word } from "../types.ts";
import { errors } from "./errors.ts";

/**
 * `passed` waits for the block of its call, which then was `enacted` or, where the call failed or was not there,
 * `passed-but-failed`; `not-scheduled` passed, and no block had room for its call; `withdrawn` passed, and its call was
 * taken back before its block.
 */
const Status = word(
  ...(["ongoing", "passed", "enacted", "passed-but-failed", "not-scheduled", "withdrawn"] as const),
  ...(["not-passed", "cancelled"] as const),
);

/** What would come of a referendum if it ended at the block of the answer. */
const Standing = struct({
  tally: Tally,
  /** What could vote. */
  electorate: u128,
  passes: bool,
  /** Of the votes that were cast, and at this turnout, the fewest ayes that would pass: more than there are if none do. */
  ayesNeeded: u128,
  /** The least that one more vote with a conviction of one, for the side that loses now, must have to turn that. */
  turnsWith: option(u128),
});

const Referendum = struct({
  index: u32,
  status: Status,
  threshold: VoteThreshold,
  /** How it began: the public's proposal, the council's, or that one on the fast track. */
  origin: word("public", "council", "fast-track"),
  /** The public proposal that it was. */
  proposal: option(u32),
  startedAt: u32,
  /** The block after which nobody votes: it is counted in that one. */
  endsAt: option(u32),
  /** What passes is dispatched so many blocks later. */
  delay: option(u32),
  /** Of its call: BLAKE2b-256. */
  hash: option(H256),
  /** Since when it is over. */
  endedAt: option(u32),
  standing: option(Standing),
  /** The votes that it ended with, and what could vote then. */
  counted: option(struct({ tally: Tally, electorate: u128 })),
  /** Of one that passed: the block that its call waits for. */
  dueAt: option(u32),
  /** The block in which its call was dispatched, or should have been. */
  dispatchedAt: option(u32),
  /** Why its call failed. */
  error: option(text({ max: 128 })),
});

const referendum = { params: { index: u32 } };

/** `/v1/referenda`: what is and was voted on, and how that stands. */
export const referenda = {
  list: endpoint("GET /v1/referenda", {
    summary: "Referenda, newest first, of one status if one is named. For the next page, pass next as before.",
    query: { status: option(Status), before: option(u32), limit: option(PageSize) },
    reply: struct({ block: u32, referenda: vec(Referendum, { max: maxPage }), next: option(u32) }),
    errors: [errors.CatchingUp],
  }),
  get: endpoint("GET /v1/referenda/:index", {
    summary:
      "One referendum: its tally, what it needs at this turnout, its call where it is short or the ledger still has its bytes.",
    ...referendum,
    reply: struct({ block: u32, referendum: Referendum, call: option(json) }),
    maxReplyBytes: maxHttpReplyBytes,
    errors: [errors.UnknownReferendum, errors.CatchingUp],
  }),
  forecast: endpoint("GET /v1/referenda/:index/forecast", {
    summary: "What one more vote would do: the tally and the outcome with it, in place of what the account votes now.",
    ...referendum,
    query: {
      aye: bool,
      balance: u128,
      conviction: option(word(...convictions)),
      account: option(AccountId),
    },
    reply: struct({ block: u32, before: Standing, after: Standing }),
    errors: [errors.UnknownReferendum, errors.ReferendumOver, errors.VoteDelegated, errors.CatchingUp],
  }),
};
