import { AccountId, bool, option, struct, text, u32, u64, u128, vec } from "@pha/codec";
import { maxHttpReplyBytes } from "@pha/limits";
import { poolLimits, vaultLimits } from "@pha/runtime/spec";
import { endpoint } from "../endpoint.ts";
import { maxPage, PageSize, word } from "../types.ts";
import { errors } from "./errors.ts";

/** What an account has in one pool or vault, in plancks but for shares. */
const Stake = struct({
  kind: word("pool", "vault"),
  id: u32,
  shares: u128,
  /** What those are worth now. */
  worth: u128,
  asked: option(
    struct({
      /** Shares that are not paid yet, and what they are worth now. */
      shares: u128,
      worth: u128,
      /** What is paid, and can be claimed. */
      claimable: u128,
      /** From when the rest is paid, if stake is free then: milliseconds since 1970. */
      dueMs: u64,
    }),
  ),
  contributed: u128,
  withdrawn: u128,
  /** What it is worth, with what is asked back and what came back, beyond what was put in; or short of that. */
  gained: u128,
  lost: u128,
});

const Pool = struct({
  index: u32,
  owner: AccountId,
  /** Of what its machines earn, the owner's part, in millionths. */
  commission: u32,
  cap: option(u128),
  /** Whether only accounts that its owner has allowed may contribute. */
  closed: bool,
  shares: u128,
  value: u128,
  /** Of its value, what is in no session. */
  free: u128,
  /** Shares that are asked back and not paid. */
  leaving: u128,
  /** Shares of the owner that are lost first. */
  own: u128,
  /** Whether a machine is silent, or an offence of one undecided: nothing is contributed, paid or staked. */
  suspended: bool,
  workers: u32,
  /** As text where it is UTF-8. */
  description: option(text({ max: poolLimits.description })),
});

/** `/v1/accounts/…/stakes` and `/v1/pools`: what accounts have in pools and vaults, and the pools. */
export const stakes = {
  account: endpoint("GET /v1/accounts/:account/stakes", {
    summary: "What an account has in pools and vaults, what it has gained, and when what it has asked back is paid.",
    params: { account: AccountId },
    reply: struct({
      block: u32,
      stakes: vec(Stake, { max: poolLimits.delegations + vaultLimits.delegations }),
    }),
    errors: [errors.CatchingUp],
  }),
  pools: endpoint("GET /v1/pools", {
    summary:
      "Pools, newest first. A page looks at so many numbers: some may have ended. For the next page, pass next as before.",
    query: { before: option(u32), limit: option(PageSize) },
    reply: struct({ block: u32, pools: vec(Pool, { max: maxPage }), next: option(u32) }),
    maxReplyBytes: maxHttpReplyBytes,
    errors: [errors.CatchingUp],
  }),
};
