import { concat, fromHex, type Hex, toHex } from "@pha/codec";
import { type AnnouncedSet, type Certificate, quorum } from "@pha/light-client";

/** `Commitment` and `Signatures` of `FinalityClient.submit`. */
export interface CertificateArguments {
  readonly commitment: Omit<Certificate, "signers" | "signatures">;
  readonly given: { readonly validators: Hex; readonly signers: bigint; readonly signatures: Hex };
}

/** Addresses of a set's validators, one after another. */
export const packValidators = ({ addresses }: AnnouncedSet): Hex => toHex(concat(...addresses.map(fromHex)));

/**
 * What the client on an EVM chain is told of a certificate: no more signatures than a quorum, since each costs gas.
 *
 * @param set that signed it; verified already.
 */
export function certificateArguments(set: AnnouncedSet, certificate: Certificate): CertificateArguments {
  const { signers: bits, signatures, ...commitment } = certificate;
  const who = set.addresses.map((_, i) => i).filter((i) => ((bits[i >> 3] ?? 0) >> (i & 7)) & 1);
  const enough = who.slice(0, quorum(set.addresses.length));
  const signers = enough.reduce((sum, i) => sum | (1n << BigInt(i)), 0n);
  const given = signatures.slice(0, enough.length).map(fromHex);
  return { commitment, given: { validators: packValidators(set), signers, signatures: toHex(concat(...given)) } };
}
