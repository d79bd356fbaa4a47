import { saturatingAdd } from "../../numbers.ts";
import { greater } from "../balances/parts.ts";
import { lockPeriodsOf } from "./conviction.ts";
import type { Figures } from "./figures.ts";
import type { PriorLock, ReferendumInfo, Voting } from "./types.ts";
import { type AccountVote, balanceOf } from "./vote.ts";

/** A prior lock and one more: both amounts until both blocks. */
export const accumulate = ([until, amount]: PriorLock, moreUntil: number, more: bigint): PriorLock => [
  Math.max(until, moreUntil),
  greater(amount, more),
];

/** The largest of what an account's votes, finished ones too, its delegation and prior lock are for. */
export function lockedBy({ type, value }: Voting): bigint {
  const amounts = type === "Direct" ? value.votes.map(([, vote]) => balanceOf(vote)) : [value.balance];
  return amounts.reduce(greater, value.prior[1]);
}

type Finished = Extract<ReferendumInfo, { readonly type: "Finished" }>["value"];

/** What of the state says how long votes bind. */
interface LockingReads {
  readonly lockingOf: { get(referendum: number): number | undefined };
  readonly figures: { get(): Pick<Figures, "locking"> };
}

/**
 * How long a conviction of one binds who votes in a referendum: what it was when that began, so that nobody's vote binds
 * longer than it said. Of referenda that are older than the record, by the figure of today.
 */
export const lockingIn = ({ lockingOf, figures }: LockingReads, referendum: number): number =>
  lockingOf.get(referendum) ?? figures.get().locking;

/** Until which block a vote binds: one with conviction that won, so many periods from the referendum's end. */
export function boundUntil({ type, value }: AccountVote, { approved, end }: Finished, locking: number): number {
  if (type !== "Standard" || value.vote.aye !== approved) return 0;
  return saturatingAdd(end, locking * lockPeriodsOf(value.vote.conviction));
}
