import { ed25519 } from "@noble/curves/ed25519.js";
import { concat, equalBytes } from "@pha/codec";
import { sha512 } from "../hash/digests.ts";
import { fromLittleEndian, littleEndian, lowerThan } from "./scalar.ts";

const { Point } = ed25519;

/** 2²⁵⁵ − 19, little-endian: a y-coordinate must be smaller. */
const FIELD = littleEndian(2n ** 255n - 19n);

/** Order of the prime subgroup, little-endian: s must be smaller. */
export const ED25519_ORDER = littleEndian(2n ** 252n + 27742317777372353535851937790883648493n);

/** The y-coordinates of the eight points whose order divides 8, each in its only canonical form. */
const SMALL_ORDER_Y = [
  0n,
  1n,
  2n ** 255n - 20n,
  2707385501144840649318225287225658788936804267575313519463743609750303402022n,
  55188659117513257062467267217118295137698188065244968500265048394206261417927n,
].map(littleEndian);

/** A point's encoding without the sign bit of x. */
function withoutSign(point: Uint8Array): Uint8Array {
  const y = Uint8Array.from(point);
  y[31] = (y[31] as number) & 0x7f;
  return y;
}

function isAdmissiblePoint(point: Uint8Array): boolean {
  const y = withoutSign(point);
  return lowerThan(y, FIELD) && !SMALL_ORDER_Y.some((small) => equalBytes(small, y));
}

/**
 * Checks on the bytes of an ed25519 signature before its equation, the same for every implementation:
 * `s < L`; A and R canonically encoded; neither of them of small order. (This is libsodium's rule, written out.)
 */
export const isAdmissibleEd25519 = (publicKey: Uint8Array, signature: Uint8Array): boolean =>
  publicKey.length === 32 &&
  signature.length === 64 &&
  lowerThan(signature.subarray(32), ED25519_ORDER) &&
  isAdmissiblePoint(publicKey) &&
  isAdmissiblePoint(signature.subarray(0, 32));

/**
 * Ed25519 (RFC 8032 §5.1.7) by the project's one rule: {@link isAdmissibleEd25519}, then the equation *without*
 * cofactor, by bytes: `R = enc(sB − kA)`, k = SHA-512(R ‖ A ‖ message). Never throws.
 */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!isAdmissibleEd25519(publicKey, signature)) return false;
  const r = signature.subarray(0, 32);
  let key: InstanceType<typeof Point>;
  try {
    key = Point.fromBytes(publicKey);
  } catch {
    return false; // not on the curve
  }
  const s = Point.Fn.fromBytes(signature.subarray(32));
  const k = Point.Fn.create(fromLittleEndian(sha512(concat(r, publicKey, message))));
  return equalBytes(Point.BASE.multiplyUnsafe(s).subtract(key.multiplyUnsafe(k)).toBytes(), r);
}
