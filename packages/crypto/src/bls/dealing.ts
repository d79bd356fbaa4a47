import { bls12_381 } from "@noble/curves/bls12-381.js";
import { fromHex, type Hex } from "@pha/codec";
import { errors } from "../errors.ts";
import { Fr, type G2, readG2, readScalar, writePoint, writeScalar } from "./group.ts";
import { expectParticipants } from "./signature.ts";

const { Point: G2Point } = bls12_381.G2;

/** One dealer's part in the distributed generation of a key. */
export interface Deal {
  /** Feldman's commitments to the coefficients of the dealer's polynomial, constant first; 96 bytes each, public. */
  readonly commitments: readonly Hex[];
  /** The polynomial's value for each receiver: 32 bytes, for that receiver alone. */
  readonly shares: readonly { readonly id: number; readonly share: Uint8Array }[];
}

/** Value at `x` of a polynomial, constant coefficient first. */
const evaluate = (coefficients: readonly bigint[], x: bigint): bigint =>
  coefficients.reduceRight((sum, coefficient) => Fr.add(Fr.mul(sum, x), coefficient), 0n);

/** The commitment for `id`: the same polynomial in the exponent. */
const evaluateCommitments = (commitments: readonly G2[], id: number): G2 =>
  commitments.reduceRight((sum, commitment) => sum.multiplyUnsafe(BigInt(id)).add(commitment), G2Point.ZERO as G2);

/** Reads a point that {@link writePoint} wrote: what is known to be of the group need not be shown to be. */
const readOwn = (hex: Hex): G2 => G2Point.fromBytes(fromHex(hex));

/**
 * Deals: a random polynomial of degree `threshold − 1`, its commitments and its shares (Feldman 1987).
 *
 * @param ids - Receivers' numbers, distinct, from 1.
 * @param random - {@link randomScalar} of the caller's primitives.
 * @throws `crypto.BadParticipants`
 */
export function makeDeal(threshold: number, ids: readonly number[], random: () => bigint): Deal {
  expectParticipants(ids, threshold);
  if (threshold < 1) throw errors.BadParticipants({ threshold });
  for (;;) {
    const coefficients = Array.from({ length: threshold }, random);
    const values = ids.map((id) => evaluate(coefficients, BigInt(id)));
    if (values.includes(0n)) continue; // no valid share; happens with probability 2⁻²⁵⁰
    return {
      commitments: coefficients.map((coefficient) => writePoint(G2Point.BASE.multiply(coefficient))),
      shares: ids.map((id, i) => ({ id, share: writeScalar(values[i] as bigint) })),
    };
  }
}

/** Whether a dealer's share for `id` is what the dealer committed to. Malformed shares or commitments make it false. */
export function verifyShare(commitments: readonly Hex[], id: number, share: Uint8Array): boolean {
  try {
    const expected = evaluateCommitments(commitments.map(readG2), id);
    return G2Point.BASE.multiply(readScalar(share)).equals(expected);
  } catch (error) {
    if (errors.BadPoint.is(error) || errors.BadScalar.is(error)) return false;
    throw error;
  }
}

/**
 * A member's share of the group key: the sum of the shares that the qualified dealers gave it.
 *
 * @throws `crypto.BadScalar`
 */
export function combineShares(shares: readonly Uint8Array[]): Uint8Array {
  const sum = shares.map(readScalar).reduce((total, share) => Fr.add(total, share), 0n);
  if (sum === 0n) throw errors.BadScalar();
  return writeScalar(sum);
}

/**
 * Adds a dealer's commitments to the sum of those before it, which is the commitment to the group's polynomial.
 *
 * @param sum - What this function gave for the dealers before; empty for the first.
 * @throws `crypto.BadParticipants` for another number of coefficients. `crypto.BadPoint` for what is no point of the
 *   group, and for commitments that cancel a coefficient of the sum: fewer members than the threshold could use that key.
 */
export function addCommitments(sum: readonly Hex[], commitments: readonly Hex[]): Hex[] {
  if (commitments.length === 0 || (sum.length > 0 && sum.length !== commitments.length))
    throw errors.BadParticipants({ coefficients: commitments.length, threshold: sum.length });
  const points = commitments.map(readG2);
  return points.map((point, i) => writePoint(sum.length === 0 ? point : point.add(readOwn(sum[i] as Hex))));
}

/** What everybody may know of a group: the key, and every member's public share (96 bytes each). */
export interface PublicGroup {
  readonly publicKey: Hex;
  /** In the members' order. Partial signatures are checked against them. */
  readonly shares: readonly Hex[];
}

/**
 * The group that qualified dealers made.
 *
 * @param sum - Of all their commitments, by {@link addCommitments}.
 * @param ids - Members' numbers, distinct, from 1.
 * @throws `crypto.BadPoint` when a member's share would be zero, `crypto.BadParticipants`
 */
export function groupOf(sum: readonly Hex[], ids: readonly number[]): PublicGroup {
  expectParticipants(ids, 1);
  const [constant, ...others] = sum.map(readOwn);
  if (!constant) throw errors.BadParticipants({ threshold: 0 });
  const commitments = [constant, ...others];
  return {
    publicKey: writePoint(constant),
    shares: ids.map((id) => writePoint(evaluateCommitments(commitments, id))),
  };
}
