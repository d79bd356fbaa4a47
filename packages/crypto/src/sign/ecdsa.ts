import { secp256k1 } from "@noble/curves/secp256k1.js";
import { concat } from "@pha/codec";
import { keccak256 } from "../hash/digests.ts";

const { Point } = secp256k1;

/** Highest s that is accepted, n/2 rounded down, big-endian. (The other, n − s, would be a second signature.) */
const HALF_ORDER = Point.Fn.ORDER >> 1n;

/** Recovers the 33-byte compressed public key of an {@link isAdmissibleEcdsa admissible} signature. */
export type EcdsaRecover = (digest: Uint8Array, signature: Uint8Array) => Uint8Array | undefined;

/** The number that big-endian bytes are. */
export function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/**
 * Checks on the 65 bytes `r ‖ s ‖ v` before recovery, the same for every implementation:
 * `0 < r < n`, `0 < s ≤ n/2`, `v` is 0 or 1 (so 27 and 28 are refused, as are the two cases of `r + n`).
 */
export function isAdmissibleEcdsa(signature: Uint8Array): boolean {
  if (signature.length !== 65 || (signature[64] as number) > 1) return false;
  const r = bigEndian(signature.subarray(0, 32));
  const s = bigEndian(signature.subarray(32, 64));
  return r > 0n && r < Point.Fn.ORDER && s > 0n && s <= HALF_ORDER;
}

/** {@link EcdsaRecover} in JavaScript. Never throws. */
export const recoverEcdsa: EcdsaRecover = (digest, signature) => {
  if (digest.length !== 32 || !isAdmissibleEcdsa(signature)) return undefined;
  const r = bigEndian(signature.subarray(0, 32));
  const s = bigEndian(signature.subarray(32, 64));
  try {
    return new secp256k1.Signature(r, s, signature[64]).recoverPublicKey(digest).toBytes(true);
  } catch {
    return undefined; // r is not the x-coordinate of a point, or the key would be the identity
  }
};

/** Signs a 32-byte digest (RFC 6979, low s): `r ‖ s ‖ v`, v = 0 or 1. */
export function signEcdsaBytes(privateKey: Uint8Array, digest: Uint8Array): Uint8Array {
  const bytes = secp256k1.sign(digest, privateKey, { prehash: false, format: "recovered" });
  return concat(bytes.subarray(1), bytes.subarray(0, 1));
}

/** The 33-byte compressed public key of a 32-byte private key. */
export const ecdsaPublicKey = (privateKey: Uint8Array): Uint8Array => secp256k1.getPublicKey(privateKey, true);

/** Ethereum's address of a compressed public key: the last 20 bytes of Keccak-256 of its two coordinates. */
export const addressOfKey = (publicKey: Uint8Array): Uint8Array =>
  keccak256(Point.fromBytes(publicKey).toBytes(false).subarray(1)).subarray(12);
