import { AccountId, bool, H256, option, struct, text, u32, u128, vec } from "@pha/codec";
import { maxHttpReplyBytes } from "@pha/limits";
import { Bounty, bountyLimits, ChildBounty, OpenTip } from "@pha/runtime/spec";
import { endpoint } from "../endpoint.ts";
import { maxPage, PageSize } from "../types.ts";
import { errors } from "./errors.ts";

const page = { before: option(u32), limit: option(PageSize) };

const Spend = struct({
  index: u32,
  proposer: AccountId,
  value: u128,
  beneficiary: AccountId,
  bond: u128,
  approved: bool,
});

/** `/v1/treasury`, `/v1/bounties`, `/v1/tips`: the network's own money, and who is to have it. */
export const money = {
  treasury: endpoint("GET /v1/treasury", {
    summary:
      "What can be spent, when the next period ends, and proposals that are neither paid nor rejected, newest first. A page looks at so many numbers: some may be over. For the next page, pass next as before.",
    query: page,
    reply: struct({
      block: u32,
      account: AccountId,
      spendable: u128,
      /** The block in which what is approved is paid, as far as there is money. */
      nextSpend: u32,
      proposals: vec(Spend, { max: maxPage }),
      next: option(u32),
    }),
    errors: [errors.CatchingUp],
  }),
  bounties: endpoint("GET /v1/bounties", {
    summary:
      "Bounties that are neither paid nor closed, newest first. A page looks at so many numbers: some may be over. For the next page, pass next as before.",
    query: page,
    reply: struct({
      block: u32,
      bounties: vec(
        struct({
          index: u32,
          account: AccountId,
          bounty: Bounty,
          /** As text where it is UTF-8. */
          description: option(text({ max: bountyLimits.description })),
          children: u32,
        }),
        { max: maxPage },
      ),
      next: option(u32),
    }),
    maxReplyBytes: maxHttpReplyBytes,
    errors: [errors.CatchingUp],
  }),
  children: endpoint("GET /v1/bounties/:index/children", {
    summary:
      "Child bounties of a bounty that are neither paid nor closed, newest first. For the next page, pass next as before.",
    params: { index: u32 },
    query: page,
    reply: struct({
      block: u32,
      children: vec(
        struct({
          index: u32,
          account: AccountId,
          /** Its `status` has its curator, and of one that is awarded the beneficiary and the block from which it can be claimed. */
          child: ChildBounty,
          /** As text where it is UTF-8. */
          description: option(text({ max: bountyLimits.description })),
        }),
        { max: maxPage },
      ),
      next: option(u32),
    }),
    maxReplyBytes: maxHttpReplyBytes,
    errors: [errors.UnknownBounty, errors.CatchingUp],
  }),
  tips: endpoint("GET /v1/tips", {
    summary: "Open tips, newest first. For the next page, pass next as before.",
    query: page,
    reply: struct({
      block: u32,
      tips: vec(
        struct({
          /** Place in the order of opening. */
          index: u32,
          hash: H256,
          tip: OpenTip,
          reason: option(text({ max: bountyLimits.description })),
        }),
        { max: maxPage },
      ),
      next: option(u32),
    }),
    maxReplyBytes: maxHttpReplyBytes,
    errors: [errors.CatchingUp],
  }),
};
