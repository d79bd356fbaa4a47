import type { Hex } from "@pha/codec";
import {
  commitmentDigest,
  commitmentOf,
  type Header,
  headerHash,
  nilDigest,
  type Recover,
  readDigest,
  type ValidatorSet,
  type Vote,
} from "@pha/light-client";
import type { SignedVote } from "@pha/wire";

/** A vote with the header that its signature is over. */
export const signedVoteOf = (vote: Vote, header: Header | undefined): SignedVote => ({
  vote,
  header: vote.choice.type === "Block" ? header : undefined,
});

/** Whether a validator of `set` signed this very vote. */
export function isSigned(genesisHash: Hex, set: ValidatorSet, { vote, header }: SignedVote, recover: Recover): boolean {
  if (vote.setId !== set.id || !set.addresses.includes(vote.validator)) return false;
  try {
    const digest = digestOf(genesisHash, set, vote, header);
    return digest !== undefined && recover(digest, vote.signature) === vote.validator;
  } catch {
    return false; // of a header without a digest, of bytes that are no signature
  }
}

function digestOf(genesisHash: Hex, set: ValidatorSet, vote: Vote, header: Header | undefined) {
  const { number, round, choice } = vote;
  if (choice.type === "Nil") return header ? undefined : nilDigest(genesisHash, vote);
  const isAbout =
    header?.number === number && readDigest(header).round === round && headerHash(header) === choice.value;
  return isAbout ? commitmentDigest(genesisHash, commitmentOf(header, set)) : undefined;
}
