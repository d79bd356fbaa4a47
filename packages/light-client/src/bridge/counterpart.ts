import type { Hex } from "@pha/codec";
import { recoverEthAddress } from "@pha/crypto";
import type { Certificate } from "../certificate.ts";
import { commitmentDigest } from "../commitment.ts";
import { errors } from "../errors.ts";
import { type Recover, verifyQuorum } from "../quorum.ts";
import { type AnnouncedSet, checkValidatorSet, validatorSetHash } from "../validator-set.ts";
import { noContract } from "./lane.ts";

/** What a chain knows of a ledger whose messages it believes: its newest accepted commitment, and who signs the next. */
export interface Counterpart {
  readonly set: AnnouncedSet;
  readonly number: number;
  readonly timeMs: bigint;
}

/** A commitment older than this vouches for nobody any more: validators may have left with their bonds by twice as long. */
export const trustPeriodMs = 14n * 86_400_000n;

/** How far a commitment's time may be ahead of who accepts it. */
export const maxAheadMs = 300_000n;

/** Whether what is known is so old that nothing is accepted, and nothing released, before recovery. */
export const isStale = (known: Pick<Counterpart, "timeMs">, nowMs: bigint): boolean =>
  nowMs - known.timeMs > trustPeriodMs;

/**
 * Accepts a ledger's commitment without its header, by what the ledger's own light client would say of it: signed by a
 * quorum of the set in office, newer than what is known, not of the future, and what is known is not too old.
 *
 * @param nextSet - the set that certifies from the next block on, where it is another one
 * @param nowMs - time of who accepts
 * @throws `light-client.Stale`, `UnknownSet`, `NotNewer`, `FromTheFuture`, `ZeroRoot`, `BadValidatorSet`, `BadSetChange`,
 *   `BadSigners`, `ShortQuorum`, `BadSignature`
 */
export function acceptCommitment(
  genesisHash: Hex,
  known: Counterpart,
  { certificate, nextSet }: { readonly certificate: Certificate; readonly nextSet?: AnnouncedSet | undefined },
  nowMs: bigint,
  recover: Recover = recoverEthAddress,
): Counterpart {
  const { number, timeMs, outboundRoot } = certificate;
  if (isStale(known, nowMs))
    throw errors.Stale({ number: known.number, ageMs: nowMs - known.timeMs, maxAgeMs: trustPeriodMs });
  if (certificate.setId !== known.set.id) throw errors.UnknownSet({ known: known.set.id, signed: certificate.setId });
  if (number <= known.number || timeMs <= known.timeMs) throw errors.NotNewer({ known: known.number, given: number });
  if (timeMs > nowMs + maxAheadMs) throw errors.FromTheFuture({ timeMs, nowMs });
  if (outboundRoot === noContract) throw errors.ZeroRoot();
  const set = nextSet ? checkValidatorSet(nextSet) : known.set;
  if (validatorSetHash(set) !== certificate.nextSetHash) throw errors.BadSetChange({ id: set.id });
  if (set.id !== known.set.id && set.id !== known.set.id + 1n) throw errors.BadSetChange({ id: set.id });
  verifyQuorum(known.set, commitmentDigest(genesisHash, certificate), certificate, recover);
  return { set, number, timeMs };
}
