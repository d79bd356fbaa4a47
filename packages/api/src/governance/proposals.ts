import { AccountId, H256, option, struct, u32, u128, vec } from "@pha/codec";
import { maxHttpReplyBytes } from "@pha/limits";
import { democracyLimits, VoteThreshold } from "@pha/runtime/spec";
import { endpoint } from "../endpoint.ts";
import { json, maxPage, PageSize, word } from "../types.ts";
import { errors } from "./errors.ts";

/** A call that is proposed: its hash, and itself where the ledger has its bytes; in lists only short ones. */
const proposed = { hash: H256, call: option(json) };

const Waiting = struct({
  index: u32,
  proposer: AccountId,
  ...proposed,
  /** Each deposit, and who has one: once for each. */
  deposit: u128,
  depositors: vec(AccountId, { max: democracyLimits.deposits }),
  /** All deposits together: the proposal with most is launched next. */
  backing: u128,
});

const Status = word("waiting", "tabled", "cancelled", "dropped");

const Past = struct({
  index: u32,
  status: Status,
  deposit: u128,
  seconds: u32,
  proposedAt: u32,
  /** Of the extrinsic that proposed it, in that block. */
  extrinsic: option(u32),
  endedAt: option(u32),
  /** What it became. */
  referendum: option(u32),
});

/** `/v1/proposals`: what waits to be put to the vote, of the public and of the council. */
export const proposals = {
  waiting: endpoint("GET /v1/proposals/waiting", {
    summary: "Public proposals that wait, the one with most deposits first, and from which block the next is launched.",
    tag: "proposals",
    reply: struct({ block: u32, nextLaunch: u32, proposals: vec(Waiting, { max: democracyLimits.proposals }) }),
    maxReplyBytes: maxHttpReplyBytes,
    errors: [errors.CatchingUp],
  }),
  external: endpoint("GET /v1/proposals/external", {
    summary: "What the council wants to be launched next, if it does.",
    tag: "proposals",
    reply: struct({ block: u32, next: option(struct({ ...proposed, threshold: VoteThreshold })) }),
    maxReplyBytes: maxHttpReplyBytes,
    errors: [errors.CatchingUp],
  }),
  list: endpoint("GET /v1/proposals", {
    summary: "All public proposals that there have been, newest first. For the next page, pass next as before.",
    query: { status: option(Status), before: option(u32), limit: option(PageSize) },
    reply: struct({ block: u32, proposals: vec(Past, { max: maxPage }), next: option(u32) }),
  }),
};
