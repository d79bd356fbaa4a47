import { secp256k1 } from "@noble/curves/secp256k1.js";
import type { Hex } from "@pha/codec";
import { bigEndian, isAdmissibleEcdsa } from "./ecdsa.ts";

const { Point } = secp256k1;
const { Fn } = Point;

/** Keys that are kept, the last of those that signed: once they sign again, each has 300 KB of its multiples. */
const mostKept = 32;
const windowBits = 5;
const kept = new Map<Hex, InstanceType<typeof Point>>();

/** Keeps the 33-byte compressed public key of an Ethereum address. */
export function keepSigner(address: Hex, publicKey: Uint8Array): void {
  kept.delete(address);
  const [oldest] = kept.keys();
  if (oldest !== undefined && kept.size >= mostKept) kept.delete(oldest);
  kept.set(address, Point.fromBytes(publicKey).precompute(windowBits));
}

/**
 * Whether an address whose key is kept made this signature `r ‖ s ‖ v` of a 32-byte digest: true only where recovery
 * would give it, in a third of the time. With the signer's key, `s⁻¹(zG + rP)` is the one point that recovery starts from.
 */
export function isByKept(address: Hex, digest: Uint8Array, signature: Uint8Array): boolean {
  const key = kept.get(address);
  if (!key || digest.length !== 32 || !isAdmissibleEcdsa(signature)) return false;
  const r = bigEndian(signature.subarray(0, 32));
  const inverse = Fn.inv(bigEndian(signature.subarray(32, 64)));
  const z = Fn.create(bigEndian(digest));
  const point = Point.BASE.multiplyUnsafe(Fn.mul(z, inverse)).add(key.multiplyUnsafe(Fn.mul(r, inverse)));
  if (point.is0()) return false;
  const { x, y } = point.toAffine();
  return x === r && Number(y & 1n) === signature[64];
}
