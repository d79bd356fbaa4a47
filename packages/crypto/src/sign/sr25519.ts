import { getPublicKey, secretFromSeed, sign, verify } from "@scure/sr25519/index.js";
import { ED25519_ORDER } from "./ed25519.ts";
import { isZero, lowerThan } from "./scalar.ts";

/** The public key of a 64-byte sr25519 secret (scalar · 8 ‖ nonce). */
export const sr25519PublicKey = (secret: Uint8Array): Uint8Array => getPublicKey(secret);

/** Signs in Substrate's context (`substrate`), with randomness mixed into the nonce. */
export const signSr25519 = (secret: Uint8Array, message: Uint8Array): Uint8Array => sign(secret, message);

/** The same with the secret of a 32-byte seed, and 32 bytes in place of what is random: so it is the only one. */
export const signSr25519With = (seed: Uint8Array, message: Uint8Array, random: Uint8Array): Uint8Array =>
  sign(secretFromSeed(seed), message, random);

/**
 * Checks on the bytes of an sr25519 signature before its equation, the same for every implementation:
 * schnorrkel's marker bit is set; `0 < s < L`; the key is not the identity (whose signatures anybody can make).
 */
export function isAdmissibleSr25519(publicKey: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64 || isZero(publicKey)) return false;
  const last = signature[63] as number;
  if ((last & 0x80) === 0) return false;
  const s = signature.slice(32);
  s[31] = last & 0x7f;
  return lowerThan(s, ED25519_ORDER) && !isZero(s);
}

/**
 * Schnorrkel's signature over ristretto255, context `substrate`, by the project's one rule:
 * {@link isAdmissibleSr25519}; key and R are canonical ristretto255 encodings; `R = sB − kA`. Never throws.
 */
export function verifySr25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!isAdmissibleSr25519(publicKey, signature)) return false;
  try {
    return verify(message, signature, publicKey);
  } catch {
    return false; // the key or R is not a canonical encoding
  }
}
