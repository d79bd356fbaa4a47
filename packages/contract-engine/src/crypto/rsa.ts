import { equalBytes, fromHex, toHex } from "@pha/codec";

/** An RSA public key, big-endian, and what is said to be its signature. */
export interface RsaSigned {
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
  readonly signature: Uint8Array;
}

/** Keys that are verified with: shorter ones prove nothing, longer ones cost more than they are paid for. */
const leastBits = 1_024;
const mostBits = 4_096;
const mostExponentBytes = 4;

/** DER of `DigestInfo` before the digest (RFC 8017, 9.2, note 1). */
const prefixes = {
  "SHA-1": fromHex("0x3021300906052b0e03021a05000414"),
  "SHA-256": fromHex("0x3031300d060960864801650304020105000420"),
  "SHA-384": fromHex("0x3041300d060960864801650304020205000430"),
  "SHA-512": fromHex("0x3051300d060960864801650304020305000440"),
} as const;

/**
 * Verifies RSASSA-PKCS1-v1_5 (RFC 8017, 8.2.2) of a digest. False for anything that is not a valid signature, and for keys
 * of fewer than 1,024 or more than 4,096 bits, or with an exponent that is even or of more than 32 bits.
 */
export function verifyRsa(hash: string, digest: Uint8Array, { modulus, exponent, signature }: RsaSigned): boolean {
  if (modulus.length > mostBits >> 3 || exponent.length > mostExponentBytes) return false;
  const [n, e] = [numberOf(modulus), numberOf(exponent)];
  const bits = n.toString(2).length;
  const length = (bits + 7) >> 3;
  if (bits < leastBits || e < 3n || e % 2n === 0n) return false;
  const prefix = prefixes[hash as keyof typeof prefixes];
  const padding = length - 3 - prefix.length - digest.length;
  if (signature.length !== length || padding < 8) return false;
  const s = numberOf(signature);
  if (s >= n) return false;
  const expected = Uint8Array.of(0, 1, ...new Uint8Array(padding).fill(255), 0, ...prefix, ...digest);
  const opened = power(s, e, n)
    .toString(16)
    .padStart(2 * length, "0");
  return equalBytes(expected, fromHex(`0x${opened}`));
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(bytes.length === 0 ? 0 : toHex(bytes));

/** Square and multiply: nothing here is secret. */
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === "1") result = (result * base) % modulus;
  }
  return result;
}
