import { passes, type VoteThreshold } from "./threshold.ts";
import type { Tally } from "./vote.ts";

/** A referendum that is counted: how it is, and what could vote. */
export interface Count {
  readonly threshold: VoteThreshold;
  readonly tally: Tally;
  readonly electorate: bigint;
}

/** How a referendum stands. */
export interface ReferendumStanding {
  readonly tally: Tally;
  readonly electorate: bigint;
  readonly passes: boolean;
  /** Of the votes that were cast, the fewest ayes that pass at this turnout; one more than all where none do. */
  readonly ayesNeeded: bigint;
  /** The least balance that turns the outcome, by one more vote with a conviction of one; none where no balance does. */
  readonly turnsWith: bigint | undefined;
}

export function referendumStanding({ threshold, tally, electorate }: Count): ReferendumStanding {
  const isPassing = passes(threshold, tally, electorate);
  const cast = tally.ayes + tally.nays;
  const withAyes = (ayes: bigint) => passes(threshold, { ...tally, ayes, nays: cast - ayes }, electorate);
  const turns = (balance: bigint) => passes(threshold, withVote(tally, !isPassing, balance), electorate) !== isPassing;
  const unvoted = electorate > tally.turnout ? electorate - tally.turnout : 0n;
  return {
    ...{ tally, electorate, passes: isPassing },
    ayesNeeded: leastWith(cast, withAyes),
    turnsWith: turns(unvoted) ? leastWith(unvoted, turns) : undefined,
  };
}

/** A tally with one more vote, of a conviction of one. */
const withVote = ({ ayes, nays, turnout }: Tally, aye: boolean, balance: bigint): Tally => ({
  ayes: ayes + (aye ? balance : 0n),
  nays: nays + (aye ? 0n : balance),
  turnout: turnout + balance,
});

/** The least amount up to `most` from which on something holds, one more where it never does. */
function leastWith(most: bigint, holds: (amount: bigint) => boolean): bigint {
  let [low, high] = [0n, most + 1n];
  while (low < high) {
    const middle = (low + high) / 2n;
    if (holds(middle)) high = middle;
    else low = middle + 1n;
  }
  return low;
}
