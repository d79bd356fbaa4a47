import { bytes, fixedBytes, H256, type Hex, struct, type TypeOf, u32, u64, vec } from "@pha/codec";
import { recoverEthAddress } from "@pha/crypto";
import { type Commitment, commitmentDigest, commitmentOf } from "./commitment.ts";
import { errors } from "./errors.ts";
import type { Header } from "./header.ts";
import { quorum, type ValidatorSet } from "./validator-set.ts";

/** Finality of one block: the commitment, who signed it, and their signatures in the order of the set. */
export const Certificate = struct({
  number: u32,
  round: u32,
  blockHash: H256,
  stateRoot: H256,
  timeMs: u64,
  outboundRoot: H256,
  setId: u64,
  nextSetHash: H256,
  /** Bit `i` (of byte `i >> 3`, lowest first) is set when validator `i` signed. */
  signers: bytes({ max: 32 }),
  /** secp256k1, `r ‖ s ‖ v`, low s, over the commitment's digest. */
  signatures: vec(fixedBytes(65), { max: 256 }),
});
export type Certificate = TypeOf<typeof Certificate>;

/** The 20-byte address that signed a digest, `undefined` for what no key signed. */
export type Recover = (digest: Uint8Array, signature: Hex) => Hex | undefined;

/**
 * Puts votes together.
 *
 * @param signatures by position in the set; verified already, at least a quorum of them.
 */
export function makeCertificate(
  commitment: Commitment,
  set: ValidatorSet,
  signatures: ReadonlyMap<number, Hex>,
): Certificate {
  const signers = new Uint8Array(Math.ceil(set.addresses.length / 8));
  const indices = [...signatures.keys()].sort((a, b) => a - b);
  for (const index of indices) signers[index >> 3] = (signers[index >> 3] ?? 0) | (1 << (index & 7));
  return { ...commitment, signers, signatures: indices.map((index) => signatures.get(index) as Hex) };
}

/** Positions in a set of `n` validators whose bits are set, or `undefined` when the field is not one for `n`. */
function signersOf(signers: Uint8Array, n: number): number[] | undefined {
  if (signers.length !== Math.ceil(n / 8)) return undefined;
  const indices: number[] = [];
  for (let i = 0; i < signers.length * 8; i++) if (((signers[i >> 3] ?? 0) >> (i & 7)) & 1) indices.push(i);
  return (indices.at(-1) ?? 0) < n ? indices : undefined;
}

/**
 * Checks that `set` finalized this very header on this very network.
 *
 * @throws `light-client.UnknownSet`, `HeaderMismatch`, `BadSigners`, `ShortQuorum`, `BadSignature` (another genesis,
 * another round, another block, another validator, a signature given twice), `BadDigest`.
 */
export function verifyCertificate(
  genesisHash: Hex,
  set: ValidatorSet,
  header: Header,
  certificate: Certificate,
  recover: Recover = recoverEthAddress,
): void {
  if (certificate.setId !== set.id) throw errors.UnknownSet({ known: set.id, signed: certificate.setId });
  const commitment = commitmentOf(header, set);
  for (const field of Object.keys(commitment) as (keyof Commitment)[])
    if (certificate[field] !== commitment[field]) throw errors.HeaderMismatch({ field });

  const n = set.addresses.length;
  const signers = signersOf(certificate.signers, n);
  if (!signers || signers.length !== certificate.signatures.length) throw errors.BadSigners();
  if (signers.length < quorum(n)) throw errors.ShortQuorum({ signers: signers.length, quorum: quorum(n) });

  const digest = commitmentDigest(genesisHash, commitment);
  signers.forEach((validator, i) => {
    if (recover(digest, certificate.signatures[i] as Hex) !== set.addresses[validator])
      throw errors.BadSignature({ validator });
  });
}
