import { bls12_381 } from "@noble/curves/bls12-381.js";
import { concat, fromHex, type Hex, toHex, u32be, utf8 } from "@pha/codec";
import { errors } from "../errors.ts";
import { sha256 } from "../hash/digests.ts";
import { Fr, type G1, readG1, readG2, readScalar, writePoint } from "./group.ts";

const { Point: G1Point } = bls12_381.G1;
const { Point: G2Point } = bls12_381.G2;

/** The domain tag of master-key derivation. Nothing else is ever signed under it. */
export const KEY_DST = "PHALA-KEY-V1_BLS12381G1_XMD:SHA-256_SSWU_RO_";

/** One member's part of a threshold signature. */
export interface PartialSignature {
  /** The member's number in the sharing, from 1. */
  readonly id: number;
  /** 48 bytes. */
  readonly signature: Hex;
}

/** Hash to the curve: BLS12381G1_XMD:SHA-256_SSWU_RO of RFC 9380 with the given domain tag. */
const hashPoint = (dst: string, message: Uint8Array): G1 => bls12_381.G1.hashToCurve(message, { DST: utf8(dst) }) as G1;

/**
 * Signs with a whole secret key or with a share of one (then the result is a partial signature).
 *
 * @param secret - 32 big-endian bytes, secret.
 * @returns 48 bytes, deterministic.
 * @throws `crypto.BadScalar`
 */
export const signBls = (secret: Uint8Array, dst: string, message: Uint8Array): Hex =>
  writePoint(hashPoint(dst, message).multiply(readScalar(secret)));

/** The public key (96 bytes) of a secret key, or the public share of a share. @throws `crypto.BadScalar` */
export const blsPublicKey = (secret: Uint8Array): Hex => writePoint(G2Point.BASE.multiply(readScalar(secret)));

/** A message and what is said to be its signature. */
export interface Signed {
  readonly message: Uint8Array;
  readonly signature: Hex;
}

/**
 * Whether a signature is the one of this message under this key: `e(σ, g₂) = e(H(m), pk)`. Also checks a partial
 * signature against its member's public share. Malformed points make it false.
 */
export const verifyBls = (publicKey: Hex, dst: string, message: Uint8Array, signature: Hex): boolean =>
  verifyBlsAll(publicKey, dst, [{ message, signature }]);

/**
 * Whether all of these are signatures under one key, at least one of them, by one pairing for all:
 * `e(Σ rᵢ·σᵢ, g₂) = e(Σ rᵢ·H(mᵢ), pk)`. r₀ is 1, the others are 128 bits that follow from all that is checked, so that
 * wrong signatures cannot be made to cancel one another (Bellare, Garay and Rabin 1998). Malformed points make it false.
 */
export function verifyBlsAll(publicKey: Hex, dst: string, signed: readonly Signed[]): boolean {
  try {
    const key = readG2(publicKey);
    const points = signed.map(({ signature }) => readG1(signature));
    const hashes = signed.map(({ message }) => hashPoint(dst, message));
    const weights = weigh(publicKey, dst, signed);
    const pairs = [
      { g1: sum(points, weights).negate(), g2: G2Point.BASE },
      { g1: sum(hashes, weights), g2: key },
    ];
    return bls12_381.fields.Fp12.eql(bls12_381.pairingBatch(pairs), bls12_381.fields.Fp12.ONE);
  } catch (error) {
    if (errors.BadPoint.is(error)) return false;
    throw error;
  }
}

function weigh(publicKey: Hex, dst: string, signed: readonly Signed[]): bigint[] {
  const parts = signed.flatMap(({ message, signature }) => [sha256(message), fromHex(signature)]);
  const seed = sha256(concat(sha256(utf8(dst)), fromHex(publicKey), ...parts));
  return signed.map((_, i) => (i === 0 ? 1n : BigInt(toHex(sha256(concat(seed, u32be(i))).subarray(0, 16)))));
}

const sum = (points: readonly G1[], weights: readonly bigint[]): G1 =>
  points.reduce((all, point, i) => all.add(point.multiplyUnsafe(weights[i] as bigint)), G1Point.ZERO as G1);

/** Refuses numbers that are no member's, and any that occurs twice. @throws `crypto.BadParticipants` */
export function expectParticipants(ids: readonly number[], atLeast: number): void {
  const valid = ids.every((id) => Number.isInteger(id) && id >= 1 && id <= 0xffff_ffff);
  if (!valid || new Set(ids).size !== ids.length || ids.length < atLeast) {
    throw errors.BadParticipants({ ids: ids.join(","), atLeast });
  }
}

/** Lagrange's coefficient at 0 of `id` among `ids`. */
export function lagrange(ids: readonly number[], id: number): bigint {
  let above = 1n;
  let below = 1n;
  for (const other of ids) {
    if (other === id) continue;
    above = Fr.mul(above, BigInt(other));
    below = Fr.mul(below, Fr.create(BigInt(other - id)));
  }
  return Fr.div(above, below);
}

/**
 * Combines partial signatures of `threshold` different members into the signature under the group key. Partials of
 * more members are left unused. What comes out must be checked with {@link verifyBls}: one wrong partial spoils it.
 *
 * @throws `crypto.BadParticipants` for too few or repeated members, `crypto.BadPoint`
 */
export function combinePartials(partials: readonly PartialSignature[], threshold: number): Hex {
  const all = partials.map(({ id }) => id);
  expectParticipants(all, threshold);
  const ids = all.slice(0, threshold);
  let sum = G1Point.ZERO as G1;
  for (const { id, signature } of partials.slice(0, threshold)) {
    sum = sum.add(readG1(signature).multiplyUnsafe(lagrange(ids, id)));
  }
  return writePoint(sum);
}
