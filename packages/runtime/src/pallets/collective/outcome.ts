import type { AccountId } from "@pha/codec";
import type { Votes } from "./contract.ts";

/** How a motion ends: with so many votes, and whether its call is dispatched. */
export interface Outcome {
  readonly yes: number;
  readonly no: number;
  readonly passes: boolean;
}

/** The body at a block. */
export interface Sitting {
  readonly seats: number;
  readonly prime: AccountId | undefined;
  readonly now: number;
}

/**
 * How a motion ends: at once when its ayes are there or cannot be any more; after its time with the prime's vote for
 * those who have not voted, which is nay where the prime has not voted aye; not yet before that.
 */
export function outcomeOf({ ayes, nays, threshold, end }: Votes, { seats, prime, now }: Sitting): Outcome | undefined {
  const [yes, no] = [ayes.length, nays.length];
  if (yes >= threshold) return { yes, no, passes: true };
  if (seats - no < threshold) return { yes, no, passes: false };
  if (now < end) return undefined;
  const silent = seats - yes - no;
  if (prime === undefined || !ayes.includes(prime)) return { yes, no: no + silent, passes: false };
  return { yes: yes + silent, no, passes: yes + silent >= threshold };
}
