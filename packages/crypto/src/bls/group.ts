import { bls12_381 } from "@noble/curves/bls12-381.js";
import { equalBytes, fromHex, type Hex, toHex } from "@pha/codec";
import { errors } from "../errors.ts";
import type { Primitives } from "../primitives.ts";

/** A point of G1: signatures. */
export type G1 = InstanceType<typeof bls12_381.G1.Point>;
/** A point of G2: public keys. */
export type G2 = InstanceType<typeof bls12_381.G2.Point>;

const G1Point = bls12_381.G1.Point;
const G2Point = bls12_381.G2.Point;

/** The scalar field. */
export const Fr = bls12_381.fields.Fr;

/**
 * Reads a compressed point, strictly: canonical encoding, on the curve, in the prime subgroup, not the identity.
 *
 * @throws `crypto.BadPoint`
 */
function readPoint<P extends G1 | G2>(Point: { fromBytes(bytes: Uint8Array): P }, hex: Hex): P {
  const bytes = fromHex(hex);
  let point: P;
  try {
    point = Point.fromBytes(bytes); // which is on the curve and in the subgroup
  } catch (cause) {
    throw errors.BadPoint({}, cause);
  }
  // The library reads the uncompressed form too, and reduces coordinates that are not below the modulus.
  if (point.is0() || !equalBytes(point.toBytes(true), bytes)) throw errors.BadPoint();
  return point;
}

/** Reads 48 bytes as a point of G1. @throws `crypto.BadPoint` */
export const readG1 = (hex: Hex): G1 => readPoint<G1>(G1Point, hex);

/** Reads 96 bytes as a point of G2. @throws `crypto.BadPoint` */
export const readG2 = (hex: Hex): G2 => readPoint<G2>(G2Point, hex);

/** Compressed bytes of a point. @throws `crypto.BadPoint` for the identity, which is nobody's key or signature. */
export function writePoint(point: G1 | G2): Hex {
  if (point.is0()) throw errors.BadPoint();
  return toHex(point.toBytes(true));
}

/**
 * Reads 32 big-endian bytes as a scalar that is neither zero nor too large.
 *
 * @throws `crypto.BadScalar`
 */
export function readScalar(bytes: Uint8Array): bigint {
  const value = bytes.length === 32 ? BigInt(toHex(bytes)) : 0n;
  if (value === 0n || value >= Fr.ORDER) throw errors.BadScalar();
  return value;
}

/** 32 big-endian bytes of a scalar. */
export const writeScalar = (value: bigint): Uint8Array => Fr.toBytes(value);

/** A scalar that nobody can predict, uniform up to 2⁻¹²⁸, never zero. */
export function randomScalar(primitives: Primitives): bigint {
  return (BigInt(toHex(primitives.randomBytes(48))) % (Fr.ORDER - 1n)) + 1n;
}
