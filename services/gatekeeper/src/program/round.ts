import { concat, encode, fromHex, type Hex, u8, u32be, utf8, vec } from "@pha/codec";
import {
  combineShares,
  hkdfSha256,
  interpolateShares,
  makeDeal,
  openShare,
  type Primitives,
  randomScalar,
  type SharePlace,
  sealShare,
  shareKey,
} from "@pha/crypto";
import type { Deal } from "@pha/runtime/program";

/** One round in which a key is made or shared anew. */
export interface Round {
  readonly genesis: Hex;
  readonly generation: number;
  readonly round: number;
}

/** A member that takes part in a round, with its key of that round. */
export interface Participant {
  /** Number in the sharing, from 1. */
  readonly index: number;
  /** X25519. */
  readonly roundKey: Hex;
}

/** Who deals: by its number, with its secret of this round, and its share of the key that is shared anew. */
export interface Dealer {
  readonly index: number;
  /** 32 bytes: all of a deal follows from it, so that a deal is the same after a restart. */
  readonly seed: Uint8Array;
  readonly share?: Uint8Array | undefined;
}

const Numbers = vec(u8, { max: 255 });

/**
 * Deals a polynomial that nobody can predict: Feldman commitments in the clear, one sealed share for each participant.
 * Its constant is random, or the dealer's own share.
 */
export function deal(
  primitives: Primitives,
  round: Round,
  { index: dealer, seed, share }: Dealer,
  threshold: number,
  participants: readonly Participant[],
): Pick<Deal, "commitments" | "shares"> {
  const ids = participants.map(({ index }) => index);
  const info = concat(
    ...[utf8("phala/dkg/polynomial/v1"), fromHex(round.genesis), u32be(round.generation), u32be(round.round)],
    ...[
      Uint8Array.of(dealer, threshold),
      encode(Numbers, ids),
      ...participants.map(({ roundKey }) => fromHex(roundKey)),
    ],
  );
  let drawn = 0;
  const randomBytes = (length: number) => hkdfSha256(seed, u32be(drawn++), info, length);
  const { commitments, shares } = makeDeal(threshold, ids, () => randomScalar({ ...primitives, randomBytes }), share);
  const sealed = participants.map(({ index, roundKey }) => {
    const part = shares.find(({ id }) => id === index)?.share as Uint8Array;
    const place = { ...round, dealer, receiver: index };
    const { enc, ciphertext } = sealShare(
      ...([primitives, place, commitments, roundKey, shareKey(primitives, seed, place), part] as const),
    );
    part.fill(0);
    return { index, enc, ciphertext };
  });
  return { commitments, shares: sealed };
}

/** A dealer and what it put on the ledger. */
export interface Dealt {
  readonly dealer: number;
  readonly deal: Pick<Deal, "commitments" | "shares">;
}

/** What a receiver finds in deals: its share of each (32 bytes, secret) and, of those whose share is not what it should be, the dealers. */
export interface Received {
  readonly parts: readonly { readonly id: number; readonly share: Uint8Array }[];
  readonly bad: readonly number[];
}

/** Opens what dealers gave to `receiver`, and holds it against their commitments. */
export function openDeals(
  primitives: Primitives,
  round: Round,
  receiver: number,
  roundSecret: Uint8Array,
  deals: readonly Dealt[],
): Received {
  const opened = deals.map(({ dealer, deal: { commitments, shares } }) => {
    const place: SharePlace = { ...round, dealer, receiver };
    const sealed = shares.find(({ index }) => index === receiver);
    return { id: dealer, share: sealed && openShare(primitives, place, commitments, roundSecret, sealed) };
  });
  return {
    parts: opened.flatMap(({ id, share }) => (share ? [{ id, share }] : [])),
    bad: opened.flatMap(({ id, share }) => (share ? [] : [id])),
  };
}

/**
 * The receiver's share of the master key (32 bytes, secret).
 *
 * @param isReshare - Whether the parts are of shares of that key, and not of keys that add up to it.
 */
export function joinParts({ parts }: Received, isReshare: boolean): Uint8Array {
  const share = isReshare ? interpolateShares(parts) : combineShares(parts.map((part) => part.share));
  for (const part of parts) part.share.fill(0);
  return share;
}
