import { AccountId, option, struct, u32, u128, vec } from "@pha/codec";
import { AccountVote, Conviction } from "@pha/runtime/spec";
import { endpoint } from "../endpoint.ts";
import { maxPage, PageSize } from "../types.ts";
import { errors } from "./errors.ts";

/** Most delegations that one vote is shown with. */
export const maxDelegations = 20;

const Delegation = struct({ account: AccountId, balance: u128, conviction: Conviction });

/** `/v1/referenda/:index/votes`: who votes how, and for whom. */
export const votes = {
  list: endpoint("GET /v1/referenda/:index/votes", {
    summary:
      "Votes in a referendum by account, each with what is delegated to it. For the next page, pass next as after.",
    params: { index: u32 },
    query: { after: option(AccountId), limit: option(PageSize) },
    reply: struct({
      block: u32,
      votes: vec(
        struct({
          account: AccountId,
          vote: AccountVote,
          /** All that is delegated to the account: counted where its vote is a standard one. */
          delegated: struct({ votes: u128, capital: u128 }),
          /** Those who delegate, by account: the first ones where there are more. */
          delegations: vec(Delegation, { max: maxDelegations }),
        }),
        { max: maxPage },
      ),
      next: option(AccountId),
    }),
    errors: [errors.UnknownReferendum, errors.CatchingUp],
  }),
};
