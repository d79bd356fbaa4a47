import { bls12_381 } from "@noble/curves/bls12-381.js";
import type { Hex } from "@pha/codec";
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

/** @throws `crypto.BadParticipants` unless there is a commitment for every coefficient of every dealer alike. */
function readDealers(commitmentsOfQualified: readonly (readonly Hex[])[]): G2[][] {
  const threshold = commitmentsOfQualified[0]?.length ?? 0;
  if (threshold === 0 || commitmentsOfQualified.some(({ length }) => length !== threshold)) {
    throw errors.BadParticipants({ dealers: commitmentsOfQualified.length, threshold });
  }
  return commitmentsOfQualified.map((commitments) => commitments.map(readG2));
}

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
 * The group's public key (96 bytes): the sum of the qualified dealers' first commitments.
 *
 * @throws `crypto.BadPoint`, `crypto.BadParticipants`
 */
export function groupPublicKey(commitmentsOfQualified: readonly (readonly Hex[])[]): Hex {
  const dealers = readDealers(commitmentsOfQualified);
  return writePoint(dealers.reduce((sum, [constant]) => sum.add(constant as G2), G2Point.ZERO as G2));
}

/**
 * A member's public share (96 bytes), against which its partial signatures are checked.
 *
 * @throws `crypto.BadPoint`, `crypto.BadParticipants`
 */
export function publicShare(commitmentsOfQualified: readonly (readonly Hex[])[], id: number): Hex {
  expectParticipants([id], 1);
  const dealers = readDealers(commitmentsOfQualified);
  return writePoint(
    dealers.reduce((sum, commitments) => sum.add(evaluateCommitments(commitments, id)), G2Point.ZERO as G2),
  );
}
