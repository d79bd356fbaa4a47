import type { Hex } from "@pha/codec";

/** What a validator remembers, and keeps on disk, in order to vote. */
export interface VoteState {
  /** The newest block whose certificate this validator holds; genesis counts as certified. */
  readonly certified: { readonly number: number; readonly hash: Hex };
  /** The newest vote, as long as its height is above the certified one. */
  readonly vote: CastVote | undefined;
}

/** A vote that was cast: on disk before anybody saw it. */
export interface CastVote {
  readonly number: number;
  readonly round: number;
  readonly blockHash: Hex;
}

/** A sealed proposal, as far as voting is concerned. */
export interface Candidate {
  readonly number: number;
  readonly round: number;
  readonly blockHash: Hex;
  readonly parentHash: Hex;
}

export type Decision =
  /** Never voted at this height and round: may vote, if the block is valid. */
  | { readonly type: "vote" }
  /** Voted for this very block: send the same vote again. */
  | { readonly type: "resend" }
  /** The certificate of the parent is missing: get it, then decide again. */
  | { readonly type: "wait" }
  | { readonly type: "refuse"; readonly reason: RefuseReason };

export type RefuseReason =
  /** The height is certified already. */
  | "finalized"
  /** Its parent is not the certified block. */
  | "foreign-parent"
  /** A round opens with the certificate that closes the one before it. */
  | "closed-round"
  /** Another block got this validator's vote: two seals for one height and round are evidence against the author. */
  | "equivocation";

/**
 * The vote rule: one vote per height and round, for a child of the block whose certificate is held, ever.
 *
 * Whoever votes stores the vote first; so `state` is what survives a crash.
 */
export function decide({ certified, vote }: VoteState, candidate: Candidate): Decision {
  if (candidate.number <= certified.number) return { type: "refuse", reason: "finalized" };
  if (candidate.number > certified.number + 1) return { type: "wait" };
  if (candidate.parentHash !== certified.hash) return { type: "refuse", reason: "foreign-parent" };
  if (candidate.round !== 0) return { type: "refuse", reason: "closed-round" };
  if (vote?.number !== candidate.number) return { type: "vote" };
  return vote.blockHash === candidate.blockHash ? { type: "resend" } : { type: "refuse", reason: "equivocation" };
}

/** The state after a certificate: votes are forgotten when their height is certified. */
export function afterCertificate(state: VoteState, certified: VoteState["certified"]): VoteState {
  if (certified.number <= state.certified.number) return state;
  const vote = state.vote && state.vote.number > certified.number ? state.vote : undefined;
  return { certified, vote };
}
