import { bytes, fixedBytes, type Hex, vec } from "@pha/codec";
import { maxValidators } from "@pha/limits";
import { errors } from "./errors.ts";
import { type AnnouncedSet, quorum } from "./validator-set.ts";

/** Who of a set signed, and their signatures in the order of the set. */
export interface Signatures {
  readonly signers: Uint8Array;
  readonly signatures: readonly Hex[];
}

/** The two fields that every certificate ends with. */
export const quorumFields = {
  /** Bit `i` (of byte `i >> 3`, lowest first) is set when validator `i` signed. */
  signers: bytes({ max: maxValidators >> 3 }),
  /** secp256k1, `r ‖ s ‖ v`, low s, over the digest of what is certified. */
  signatures: vec(fixedBytes(65), { max: maxValidators }),
};

/** The 20-byte address that signed a digest, `undefined` for what no key signed; `likely` is whose signature it should be. */
export type Recover = (digest: Uint8Array, signature: Hex, likely?: Hex) => Hex | undefined;

/** Puts signatures, by position in the set, together. */
export function joinSignatures(set: AnnouncedSet, signatures: ReadonlyMap<number, Hex>) {
  const signers = new Uint8Array(Math.ceil(set.addresses.length / 8));
  const indices = [...signatures.keys()].sort((a, b) => a - b);
  for (const index of indices) signers[index >> 3] = (signers[index >> 3] ?? 0) | (1 << (index & 7));
  return { signers, signatures: indices.map((index) => signatures.get(index) as Hex) };
}

/** Positions in a set of `n` validators whose bits are set, or `undefined` when the field is not one for `n`. */
function signersOf(signers: Uint8Array, n: number): number[] | undefined {
  if (signers.length !== Math.ceil(n / 8)) return undefined;
  const indices: number[] = [];
  for (let i = 0; i < signers.length * 8; i++) if (((signers[i >> 3] ?? 0) >> (i & 7)) & 1) indices.push(i);
  return (indices.at(-1) ?? 0) < n ? indices : undefined;
}

/**
 * Checks that a quorum of `set` signed a digest.
 *
 * @throws `light-client.BadSigners`, `ShortQuorum`, `BadSignature`
 */
export function verifyQuorum(set: AnnouncedSet, digest: Uint8Array, given: Signatures, recover: Recover): void {
  const n = set.addresses.length;
  const signers = signersOf(given.signers, n);
  if (!signers || signers.length !== given.signatures.length) throw errors.BadSigners();
  if (signers.length < quorum(n)) throw errors.ShortQuorum({ signers: signers.length, quorum: quorum(n) });
  signers.forEach((validator, i) => {
    const address = set.addresses[validator];
    if (recover(digest, given.signatures[i] as Hex, address) !== address) throw errors.BadSignature({ validator });
  });
}
