/** Height and round of a vote. */
export interface VotePlace {
  readonly number: number;
  readonly round: number;
}

/** Whether a vote was cast after another: at a greater height, or in a later round of the same. */
export const isLater = (vote: VotePlace, other: VotePlace | undefined): boolean =>
  !other || vote.number > other.number || (vote.number === other.number && vote.round > other.round);

/** What a validator knows since its start of the votes that it cast before. */
export interface Recollection {
  /** The store had no vote at the start, and none was cast since. */
  readonly isEmpty: boolean;
  /** A block newer than the start is certified: a validator waits for a block's time, so its earlier votes are below. */
  readonly isPassed: boolean;
  /** Others of the set that were asked for this validator's newest vote, and said it or that they heard none. */
  readonly answers: number;
  /** Signatures that certify. */
  readonly quorum: number;
}

export type Doubt =
  /** The votes are lost: abstain until others have certified a block newer than the start. */
  | "lost"
  /** The store may be an older copy of itself: ask the others first. */
  | "unasked";

/**
 * Why what is remembered may not be all that was signed; `undefined`: it is, as far as anybody who answered knows.
 *
 * A store that is an older copy looks like any other, even one that is a single vote old. So each start asks, and votes
 * when so many others have answered as a certificate needs beside this vote. No network waits for more than it needs
 * anyway: whoever could complete that certificate can answer, having voted or not.
 *
 * The network's first block has none below, so everybody's store is empty there, and asking is enough.
 */
export function doubtOf({ isEmpty, isPassed, answers, quorum }: Recollection, number: number): Doubt | undefined {
  if (isPassed) return undefined;
  if (isEmpty && number > 1) return "lost";
  return answers < quorum - 1 ? "unasked" : undefined;
}
