import { AccountId, H256, option, struct, text, u32, u128, vec } from "@pha/codec";
import { endpoint } from "../endpoint.ts";
import { maxPage, PageSize, word } from "../types.ts";
import { errors } from "./errors.ts";

const Offence = struct({
  index: u32,
  kind: word("Contradiction", "DoubleVote", "DoubleSeal"),
  /** Who did it, as hexadecimal: a worker's session, a validator's address, an author's key. */
  offender: text({ max: 66 }),
  /** Of a contradiction: the session's worker, and the contract and state height on which its statements differ. */
  worker: option(H256),
  contract: option(H256),
  stateHeight: option(u32),
  /** Of two votes or seals: where both stand. The validator's account. */
  number: option(u32),
  round: option(u32),
  operator: option(AccountId),
  /** Absent where the ledger saw it itself. */
  reporter: option(AccountId),
  /** What it costs, in plancks; which pool that was taken from, and what of it the pool's owner had pledged; or the account. */
  amount: u128,
  pool: option(u32),
  own: option(u128),
  account: option(AccountId),
  /** Ticks of the report, and from which on it cannot be cancelled. */
  at: u32,
  due: u32,
  verdict: word("Undecided", "Upheld", "Cancelled"),
  /** What the reporter got, once it is upheld. */
  reward: option(u128),
});

/** `/v1/offences`: what was proven against workers, validators and authors. */
export const offences = {
  list: endpoint("GET /v1/offences", {
    summary:
      "What was proven, newest first: what it costs, and whether that can still be cancelled. For the next page, pass next as before.",
    query: { before: option(u32), limit: option(PageSize) },
    reply: struct({ block: u32, offences: vec(Offence, { max: maxPage }), next: option(u32) }),
    errors: [errors.CatchingUp],
  }),
};
