import { AccountId, bool, H256, option, struct, u32, u64, u128, vec } from "@pha/codec";
import { maxHttpReplyBytes } from "@pha/limits";
import { poolLimits, vaultLimits } from "@pha/runtime/spec";
import { Cursor } from "../chain/types.ts";
import { endpoint } from "../endpoint.ts";
import { Day, maxPage, PageSize, word } from "../types.ts";
import { errors } from "./errors.ts";

const house = { kind: word("pool", "vault"), id: u32 };

const Move = struct({
  block: u32,
  index: u32,
  timeMs: u64,
  ...house,
  account: AccountId,
  /** `lost`: shares of the owner that answered for a slash. `fee`: shares that a vault's owner had earned. */
  what: word("contributed", "asked", "cancelled", "claimed", "lost", "fee"),
  /** Plancks that went in or came back. */
  amount: u128,
  /** Shares that came, were asked or taken back, or are gone. */
  shares: u128,
});

const moves = {
  query: { before: option(Cursor), limit: option(PageSize) },
  reply: struct({ block: u32, moves: vec(Move, { max: maxPage }), next: option(Cursor) }),
  maxReplyBytes: maxHttpReplyBytes,
};

/** Most days of a page, however many are asked for: of a vault, each looks at eight pools. */
export const maxDays = 31;

const days = {
  query: { before: option(Day), limit: option(PageSize) },
  reply: struct({
    block: u32,
    days: vec(
      struct({
        day: Day,
        /** At its end, or now. */
        shares: u128,
        value: u128,
        /** What machines earned on it, for who has shares and for the owner. */
        toDelegators: u128,
        toOwner: u128,
        slashed: u128,
        returned: u128,
      }),
      { max: maxDays },
    ),
    /** The `before` of the next page. */
    next: option(Day),
  }),
};

const amounts = {
  opening: u128,
  contributed: u128,
  withdrawn: u128,
  /** What it is worth at the end, and what came back, beyond what it was worth at the beginning and was put in; or short of that. */
  gained: u128,
  lost: u128,
  closing: u128,
};

/** Most pools and vaults of a statement. */
export const maxLines = 100;

/** `/v1/economy`: what became of stake, by account, pool, vault and worker, day by day. */
export const economy = {
  moves: endpoint("GET /v1/economy/accounts/:account/moves", {
    summary:
      "What an account put into pools and vaults, asked back and took out, newest first. For the next page, pass next as before.",
    params: { account: AccountId },
    ...moves,
  }),
  statement: endpoint("GET /v1/economy/accounts/:account/statement", {
    summary:
      "What an account gained or lost from one day to another, those days among them: from its first day when from is absent, up to now when to is. What a vault's owner has earned and not been given is still in the worth of all.",
    params: { account: AccountId },
    query: { from: option(Day), to: option(Day) },
    reply: struct({
      block: u32,
      from: option(Day),
      to: Day,
      lines: vec(struct({ ...house, since: Day, ...amounts }), { max: maxLines }),
      total: struct(amounts),
      /** Nothing is left out: of so many pools and vaults is told. */
      whole: bool,
    }),
  }),
  alerts: endpoint("GET /v1/economy/accounts/:account/alerts", {
    summary:
      "What an account should know of: what it can claim, and what happened to the pools and vaults that it has something in, and to the pools of these vaults, newest first. For the next page, pass next as before.",
    params: { account: AccountId },
    query: { before: option(Cursor), limit: option(PageSize) },
    reply: struct({
      block: u32,
      /** What is paid, or could be by now. */
      due: vec(struct({ ...house, claimable: u128, waiting: u128, dueMs: u64 }), {
        max: poolLimits.delegations + vaultLimits.delegations,
      }),
      events: vec(
        struct({
          ...{ block: u32, index: u32, timeMs: u64, ...house },
          /** `commission`: the owner's part is another one. `silent`, `back`: a machine of the pool. */
          what: word("suspended", "resumed", "slashed", "returned", "silent", "back", "commission", "closed"),
          /** Of a slash, and of what was given back. */
          amount: option(u128),
          worker: option(H256),
          /** The owner's part before and after, in millionths. */
          commission: option(struct({ before: u32, after: u32 })),
        }),
        { max: maxPage },
      ),
      next: option(Cursor),
    }),
    errors: [errors.CatchingUp],
  }),
  pool: endpoint("GET /v1/economy/pools/:id/days", {
    summary:
      "What a pool was worth at the end of each day, what it earned and lost on it, newest first: of 31 days at most. For the next page, pass next as before.",
    params: { id: u32 },
    ...days,
  }),
  poolMoves: endpoint("GET /v1/economy/pools/:id/moves", {
    summary:
      "What accounts put into a pool, asked back and took out, newest first. For the next page, pass next as before.",
    params: { id: u32 },
    ...moves,
  }),
  vault: endpoint("GET /v1/economy/vaults/:id/days", {
    summary:
      "What a vault was worth at the end of each day, with what it had in pools, newest first: of 31 days at most. For the next page, pass next as before.",
    params: { id: u32 },
    ...days,
  }),
  vaultMoves: endpoint("GET /v1/economy/vaults/:id/moves", {
    summary:
      "What accounts put into a vault, asked back and took out, newest first. For the next page, pass next as before.",
    params: { id: u32 },
    ...moves,
  }),
  worker: endpoint("GET /v1/economy/workers/:worker/days", {
    summary:
      "What a worker was paid by day, how often it answered and did not, and what of its stake was slashed, newest first. For the next page, pass next as before.",
    params: { worker: H256 },
    query: { before: option(Day), limit: option(PageSize) },
    reply: struct({
      block: u32,
      days: vec(struct({ day: Day, pool: u32, answers: u32, silences: u32, paid: u128, slashed: u128 }), {
        max: maxPage,
      }),
      next: option(Day),
    }),
  }),
};
