import { pippenger } from "@noble/curves/abstract/curve.js";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { fromHex, type Hex } from "@pha/codec";
import { errors } from "../errors.ts";
import { Fr, type G2, readG2, readScalar, writePoint, writeScalar } from "./group.ts";
import { expectParticipants, lagrange } from "./signature.ts";

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
 * @param secret - What is shared; absent: it is random too.
 * @throws `crypto.BadParticipants`, `crypto.BadScalar`
 */
export function makeDeal(threshold: number, ids: readonly number[], random: () => bigint, secret?: Uint8Array): Deal {
  expectParticipants(ids, threshold);
  if (threshold < 1) throw errors.BadParticipants({ threshold });
  const given = secret && readScalar(secret);
  for (;;) {
    const coefficients = Array.from({ length: threshold }, (_, i) => (i === 0 && given) || random());
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
 * A member's share of a key that is shared anew: interpolated from what holders of the old shares dealt of theirs.
 *
 * @param shares - Of as many holders as the old threshold says, by their numbers in the old sharing.
 * @throws `crypto.BadScalar`, `crypto.BadParticipants`
 */
export function interpolateShares(shares: readonly { readonly id: number; readonly share: Uint8Array }[]): Uint8Array {
  const ids = shares.map(({ id }) => id);
  expectParticipants(ids, 1);
  const weigh = ({ id, share }: (typeof shares)[number]) => Fr.mul(readScalar(share), lagrange(ids, id));
  const sum = shares.map(weigh).reduce((total, share) => Fr.add(total, share), 0n);
  if (sum === 0n) throw errors.BadScalar();
  return writeScalar(sum);
}

/** @throws `crypto.BadPoint` for a commitment that is no point of the group. */
export function expectCommitments(commitments: readonly Hex[]): void {
  for (const commitment of commitments) readG2(commitment);
}

/** The commitment to the sum of the dealers' polynomials. @throws `crypto.BadPoint` if coefficients cancel one another */
export const addCommitments = (deals: readonly (readonly Hex[])[]): Hex[] =>
  weighted(deals, (points) => points.reduce((sum, point) => sum.add(point)));

/**
 * The commitment to the polynomial that shares a key anew.
 *
 * @param deals - Of as many holders as the old threshold says, by their numbers in the old sharing.
 * @throws `crypto.BadPoint` if coefficients cancel one another, `crypto.BadParticipants`
 */
export function interpolateCommitments(
  deals: readonly { readonly id: number; readonly commitments: readonly Hex[] }[],
): Hex[] {
  const ids = deals.map(({ id }) => id);
  expectParticipants(ids, 1);
  const weights = ids.map((id) => lagrange(ids, id));
  return weighted(
    deals.map(({ commitments }) => commitments),
    (points) => pippenger(G2Point, [...points], weights) as G2,
  );
}

/** Coefficient by coefficient, with all deals' commitments to each; what they are was shown before. */
function weighted(deals: readonly (readonly Hex[])[], sumOf: (points: readonly G2[]) => G2): Hex[] {
  const [first] = deals;
  if (!first || first.length === 0 || deals.some(({ length }) => length !== first.length))
    throw errors.BadParticipants({ deals: deals.length, coefficients: first?.length ?? 0 });
  return first.map((_, i) => writePoint(sumOf(deals.map((commitments) => readOwn(commitments[i] as Hex)))));
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
 * @param sum - Commitment to its polynomial: {@link addCommitments} or {@link interpolateCommitments}.
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
