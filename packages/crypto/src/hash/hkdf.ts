import { concat } from "@pha/codec";
import { errors } from "../errors.ts";
import { hmacSha256 } from "./digests.ts";

type Hmac = (key: Uint8Array, message: Uint8Array) => Uint8Array;

/** HKDF-Extract with SHA-256 (RFC 5869 §2.2): a 32-byte pseudorandom key. */
export const hkdfExtract = (salt: Uint8Array, ikm: Uint8Array, hmac: Hmac = hmacSha256): Uint8Array =>
  hmac(salt.length === 0 ? new Uint8Array(32) : salt, ikm);

/**
 * HKDF-Expand with SHA-256 (RFC 5869 §2.3).
 *
 * @throws `crypto.TooLong` above 255 · 32 bytes.
 */
export function hkdfExpand(prk: Uint8Array, info: Uint8Array, length: number, hmac: Hmac = hmacSha256): Uint8Array {
  if (length > 255 * 32) throw errors.TooLong({ max: 255 * 32, actual: length });
  const out = new Uint8Array(length);
  let block = new Uint8Array(0);
  for (let at = 0, counter = 1; at < length; at += 32, counter++) {
    block = Uint8Array.from(hmac(prk, concat(block, info, Uint8Array.of(counter))));
    out.set(block.subarray(0, length - at), at);
  }
  return out;
}

/**
 * HKDF-SHA-256 (RFC 5869).
 *
 * @param ikm - Input keying material, secret.
 * @param salt - Public; empty means 32 zero bytes.
 * @param info - What the key is for.
 * @param length - Bytes of output, at most 8160.
 * @throws `crypto.TooLong`
 */
export const hkdfSha256 = (
  ikm: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
  hmac: Hmac = hmacSha256,
): Uint8Array => hkdfExpand(hkdfExtract(salt, ikm, hmac), info, length, hmac);
