import { AccountId, option, struct, u32, vec } from "@pha/codec";
import { AccountVote } from "@pha/runtime/spec";
import { endpoint } from "../endpoint.ts";
import { maxPage, PageSize } from "../types.ts";
import { delegatedTo } from "./delegations.ts";
import { errors } from "./errors.ts";

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
        /** What is delegated counts where the vote is a standard one. */
        struct({ account: AccountId, vote: AccountVote, ...delegatedTo }),
        { max: maxPage },
      ),
      next: option(AccountId),
    }),
    errors: [errors.UnknownReferendum, errors.CatchingUp],
  }),
};
