import { type Hex, struct, type TypeOf } from "@pha/codec";
import { recoverEthAddress } from "@pha/crypto";
import { type Commitment, commitmentDigest, commitmentFields, commitmentOf } from "./commitment.ts";
import { errors } from "./errors.ts";
import type { Header } from "./header.ts";
import { joinSignatures, quorumFields, type Recover, verifyQuorum } from "./quorum.ts";
import { type AnnouncedSet, type BoundedSet, requireInOffice } from "./validator-set.ts";

/** Finality of one block: the commitment, who signed it, and their signatures in the order of the set. */
export const Certificate = struct({
  ...commitmentFields,
  ...quorumFields,
});
export type Certificate = TypeOf<typeof Certificate>;

/**
 * Puts votes together.
 *
 * @param signatures by position in the set; verified already, at least a quorum of them.
 */
export function makeCertificate(
  commitment: Commitment,
  set: AnnouncedSet,
  signatures: ReadonlyMap<number, Hex>,
): Certificate {
  return { ...commitment, ...joinSignatures(set, signatures) };
}

/**
 * Checks that `set`, being in office, finalized this very header on this very network.
 *
 * @throws `light-client.UnknownSet`, `SetNotInOffice`, `HeaderMismatch`, `BadSigners`, `ShortQuorum`, `BadSignature` (another genesis,
 * another round, another block, another validator, a signature given twice), `BadDigest`.
 */
export function verifyCertificate(
  genesisHash: Hex,
  set: BoundedSet,
  header: Header,
  certificate: Certificate,
  recover: Recover = recoverEthAddress,
): void {
  if (certificate.setId !== set.id) throw errors.UnknownSet({ known: set.id, signed: certificate.setId });
  requireInOffice(set, header.number);
  const commitment = commitmentOf(header, set);
  for (const field of Object.keys(commitment) as (keyof Commitment)[])
    if (certificate[field] !== commitment[field]) throw errors.HeaderMismatch({ field });

  verifyQuorum(set, commitmentDigest(genesisHash, commitment), certificate, recover);
}
