import { type Hex, struct, type TypeOf, u32, u64 } from "@pha/codec";
import { recoverEthAddress } from "@pha/crypto";
import { type NilCommitment, nilDigest } from "./commitment.ts";
import { errors } from "./errors.ts";
import { joinSignatures, quorumFields, type Recover, verifyQuorum } from "./quorum.ts";
import { type AnnouncedSet, type BoundedSet, requireInOffice } from "./validator-set.ts";

/**
 * A quorum found the block of a round invalid: no block of that round is ever certified, and the next round is open.
 * Two quorums share an honest validator, and that one signs once a round.
 */
export const NilCertificate = struct({ number: u32, round: u32, setId: u64, ...quorumFields });
export type NilCertificate = TypeOf<typeof NilCertificate>;

/**
 * Puts nil votes together.
 *
 * @param signatures by position in the set; verified already, at least a quorum of them.
 */
export const makeNilCertificate = (
  { number, round, setId }: NilCommitment,
  set: AnnouncedSet,
  signatures: ReadonlyMap<number, Hex>,
): NilCertificate => ({ number, round, setId, ...joinSignatures(set, signatures) });

/**
 * Checks that `set`, being in office, closed a round on this very network.
 *
 * @throws `light-client.UnknownSet`, `SetNotInOffice`, `BadSigners`, `ShortQuorum`, `BadSignature`
 */
export function verifyNilCertificate(
  genesisHash: Hex,
  set: BoundedSet,
  certificate: NilCertificate,
  recover: Recover = recoverEthAddress,
): void {
  if (certificate.setId !== set.id) throw errors.UnknownSet({ known: set.id, signed: certificate.setId });
  requireInOffice(set, certificate.number);
  verifyQuorum(set, nilDigest(genesisHash, certificate), certificate, recover);
}
