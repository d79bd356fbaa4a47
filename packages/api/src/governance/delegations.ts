import { AccountId, option, struct, u32, u128, vec } from "@pha/codec";
import { Conviction } from "@pha/runtime/spec";
import { endpoint } from "../endpoint.ts";
import { maxPage, PageSize } from "../types.ts";
import { errors } from "./errors.ts";

/** Most delegations to one account that are shown beside others. */
export const maxDelegations = 20;

const Delegated = struct({ votes: u128, capital: u128 });

/** What one account lets another vote with: its balance, and the votes that this makes by its conviction. */
const delegation = { account: AccountId, balance: u128, conviction: Conviction, votes: u128 };

/** What is delegated to an account that is one of many. */
export const delegatedTo = {
  /** All of it together. */
  delegated: Delegated,
  /** Those who delegate, by account: the first ones where there are more. */
  delegations: vec(struct(delegation), { max: maxDelegations }),
  /** Where there are more: the rest is at /v1/accounts/:account/delegations, with this as after. */
  moreDelegations: option(AccountId),
};

/** `/v1/accounts/:account/delegations`: for whom an account votes. */
export const delegations = {
  list: endpoint("GET /v1/accounts/:account/delegations", {
    summary:
      "Who delegates to an account, by account, each with what is delegated to it in turn: that counts nowhere, as long as it delegates. For the next page, pass next as after.",
    params: { account: AccountId },
    query: { after: option(AccountId), limit: option(PageSize) },
    reply: struct({
      block: u32,
      /** All that is delegated to the account: counted where its vote is a standard one. */
      delegated: Delegated,
      delegations: vec(struct({ ...delegation, ...delegatedTo }), { max: maxPage }),
      next: option(AccountId),
    }),
    errors: [errors.CatchingUp],
  }),
};
