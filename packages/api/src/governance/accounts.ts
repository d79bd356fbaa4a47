import { AccountId, bool, option, struct, text, u32, u128, vec } from "@pha/codec";
import { AccountVote, Conviction, democracyLimits, electionLimits, maxSchedules } from "@pha/runtime/spec";
import { endpoint } from "../endpoint.ts";
import { word } from "../types.ts";
import { errors } from "./errors.ts";

/** What is on hold for one reason, beside what is locked. Amounts add up. */
const Hold = struct({
  reason: text({ max: 128 }),
  amount: u128,
  doc: text({ max: 256 }),
  /** The calls by which its owner gets it back; none where something else has to happen. */
  endedBy: vec(text({ max: 64 }), { max: 2 }),
  /** What has to happen where no call of its owner gives it back; more in docs/deposits.md. */
  endsWith: option(text({ max: 128 })),
});

/** How many reasons for holds an account may have. */
const mostHolds = 50;

const most = democracyLimits.votes + maxSchedules + 4;

/** One thing for which an amount may not be spent. Amounts overlap: the largest counts, not their sum. */
const Reason = struct({
  kind: word("vote", "delegation", "former-votes", "election", "vesting", "other"),
  amount: u128,
  /** Of a vote. */
  referendum: option(u32),
  /** The block from which it binds no more, which may be past while nobody has made the calls; absent as long as that is open: the referendum goes on, or its owner has to end it. */
  until: option(u32),
  /** The calls that end it, once that may be. */
  endedBy: vec(text({ max: 64 }), { max: 2 }),
});

/** `/v1/accounts`: what an account votes, and what that keeps from being spent. */
export const accounts = {
  locks: endpoint("GET /v1/accounts/:account/locks", {
    summary:
      "What of an account's balance is locked or on hold, by what, what ends that, and from which blocks on how much would be locked.",
    params: { account: AccountId },
    reply: struct({
      block: u32,
      free: u128,
      reserved: u128,
      /** What must stay, of free and reserved together. */
      locked: u128,
      reasons: vec(Reason, { max: most }),
      /** How much reasons bind from this block, and from each later one on where it is less. `locked` follows when calls end them. */
      bound: vec(struct({ from: u32, amount: u128 }), { max: most + 1 }),
      holds: vec(Hold, { max: mostHolds }),
    }),
    errors: [errors.CatchingUp],
  }),
  voting: endpoint("GET /v1/accounts/:account/voting", {
    summary:
      "How an account votes in referenda, or who does so for it; what is delegated to it; whom it is for in elections.",
    params: { account: AccountId },
    reply: struct({
      block: u32,
      votes: vec(struct({ referendum: u32, vote: AccountVote, ongoing: bool }), { max: democracyLimits.votes }),
      delegates: option(struct({ target: AccountId, balance: u128, conviction: Conviction })),
      delegated: struct({ votes: u128, capital: u128 }),
      election: option(struct({ stake: u128, votes: vec(AccountId, { max: electionLimits.votes }) })),
    }),
    errors: [errors.CatchingUp],
  }),
};
