import { AccountId, H256, option, struct, u32, u128, vec } from "@pha/codec";
import { endpoint } from "../endpoint.ts";
import { maxPage, PageSize, word } from "../types.ts";
import { errors } from "./errors.ts";

const Offence = struct({
  index: u32,
  kind: word("Contradiction"),
  worker: H256,
  /** The worker's session, whose statements contradict each other, on this contract at this state height. */
  session: H256,
  contract: H256,
  stateHeight: u32,
  /** Absent where the ledger saw it itself. */
  reporter: option(AccountId),
  /** What it costs, in plancks; whose that was, and what of it the pool's owner had pledged. */
  amount: u128,
  pool: u32,
  own: u128,
  /** Ticks of the report, and from which on it cannot be cancelled. */
  at: u32,
  due: u32,
  verdict: word("Undecided", "Upheld", "Cancelled"),
  /** What the reporter got, once it is upheld. */
  reward: option(u128),
});

/** `/v1/offences`: what was proven against workers. */
export const offences = {
  list: endpoint("GET /v1/offences", {
    summary:
      "What was proven, newest first: what it costs, and whether that can still be cancelled. For the next page, pass next as before.",
    query: { before: option(u32), limit: option(PageSize) },
    reply: struct({ block: u32, offences: vec(Offence, { max: maxPage }), next: option(u32) }),
    errors: [errors.CatchingUp],
  }),
};
