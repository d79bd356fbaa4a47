import type { Hex } from "@pha/codec";
import type { VotePlace } from "./recollection.ts";

/** What a validator remembers, and keeps on disk, in order to vote. */
export interface VoteState {
  /** The newest block whose certificate this validator holds; genesis counts as certified. */
  readonly certified: { readonly number: number; readonly hash: Hex };
  /** The newest vote, as long as its height is above the certified one. */
  readonly vote: CastVote | undefined;
}

/** A vote that was cast: on disk before anybody saw it, or given back by one who heard it. */
export interface CastVote extends VotePlace {
  /** The block that was looked at; unknown of a nil that was given back. */
  readonly blockHash: Hex | undefined;
  /** The block was found invalid, and the vote names none. */
  readonly isNil: boolean;
}

/** A sealed proposal, as far as voting is concerned. */
export interface Candidate {
  readonly number: number;
  readonly round: number;
  readonly blockHash: Hex;
  readonly parentHash: Hex;
  /** Round 0, or the certificate that closes the round before is there and holds. */
  readonly isOpened: boolean;
}

export type Decision =
  /** Never voted at this height and round: may vote, for the block if it is valid, else nil. */
  | { readonly type: "vote" }
  /** Voted in this round, for this very block or nil: send the same vote again. */
  | { readonly type: "resend" }
  /** The certificate of the parent is missing: get it, then decide again. */
  | { readonly type: "wait" }
  | { readonly type: "refuse"; readonly reason: RefuseReason };

export type RefuseReason =
  /** The height is certified already. */
  | "finalized"
  /** This validator has voted higher up already, so it is certified; the certificate is on its way. */
  | "left-height"
  /** Its parent is not the certified block. */
  | "foreign-parent"
  /** This validator has voted in a later round already. */
  | "closed-round"
  /** A round opens with the certificate that closes the one before it. */
  | "unopened-round"
  /** Another block got this validator's vote: two seals for one height and round are evidence against the author. */
  | "equivocation";

/**
 * The vote rule: one signature per height and round, ever; for a child of the block whose certificate is held; in a
 * later round only with the certificate that no block of the round before is ever certified.
 *
 * A vote is stored before it is sent, so that `state` is what survives a crash.
 */
export function decide({ certified, vote }: VoteState, candidate: Candidate): Decision {
  if (candidate.number <= certified.number) return { type: "refuse", reason: "finalized" };
  if (candidate.number > certified.number + 1) return { type: "wait" };
  if (vote && candidate.number < vote.number) return { type: "refuse", reason: "left-height" };
  if (candidate.parentHash !== certified.hash) return { type: "refuse", reason: "foreign-parent" };
  const last = vote?.number === candidate.number ? vote : undefined;
  if (last && candidate.round < last.round) return { type: "refuse", reason: "closed-round" };
  if (last && candidate.round === last.round) {
    const isSame = last.isNil || last.blockHash === candidate.blockHash;
    return isSame ? { type: "resend" } : { type: "refuse", reason: "equivocation" };
  }
  return candidate.isOpened ? { type: "vote" } : { type: "refuse", reason: "unopened-round" };
}

/** Whether a candidate is a second block of the round that was voted in: its author sealed two on one parent. */
export const isRival = ({ certified, vote }: VoteState, { number, round, blockHash, parentHash }: Candidate): boolean =>
  number === vote?.number &&
  round === vote.round &&
  parentHash === certified.hash &&
  vote.blockHash !== undefined &&
  blockHash !== vote.blockHash;
