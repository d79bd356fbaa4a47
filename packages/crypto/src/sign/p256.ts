import { p256 } from "@noble/curves/nist.js";
import { concat } from "@pha/codec";
import { sha256 } from "../hash/digests.ts";

const uncompressed = Uint8Array.of(4);

/**
 * Verifies ECDSA over P-256 with SHA-256 (FIPS 186-5), as Intel's attestation signs. False for anything that is not a
 * valid signature by a point of the curve, wrong lengths included. High s is allowed, as in X.509.
 *
 * @param publicKey - 64 bytes: x, y.
 * @param signature - 64 bytes: r, s.
 */
export function verifyP256(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 64 || signature.length !== 64) return false;
  try {
    const options = { prehash: false, lowS: false, format: "compact" } as const;
    return p256.verify(signature, sha256(message), concat(uncompressed, publicKey), options);
  } catch {
    return false;
  }
}
