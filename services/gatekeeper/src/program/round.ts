import { concat, encode, fixedBytes, fromHex, type Hex, u32be, utf8, vec } from "@pha/codec";
import {
  combineShares,
  makeDeal as makeFeldmanDeal,
  openWith,
  type Primitives,
  randomScalar,
  sealTo,
  sha256,
  verifyShare,
} from "@pha/crypto";
import type { Deal } from "@pha/runtime/program";

/** One round of distributed key generation. */
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

const Commitments = vec(fixedBytes(96), { max: 255 });

/** `"phala/dkg/v1" ‖ genesis ‖ u32 generation ‖ u32 round ‖ u8 dealer ‖ u8 receiver`. */
const shareInfo = ({ genesis, generation, round }: Round, dealer: number, receiver: number) =>
  concat(utf8("phala/dkg/v1"), fromHex(genesis), u32be(generation), u32be(round), Uint8Array.of(dealer, receiver));

const commitmentsHash = (commitments: readonly Hex[]) => sha256(encode(Commitments, commitments));

/**
 * Deals a fresh random polynomial: Feldman commitments in the clear, one sealed share for each participant. The
 * polynomial is forgotten at once.
 */
export function deal(
  primitives: Primitives,
  round: Round,
  dealer: number,
  threshold: number,
  participants: readonly Participant[],
): Pick<Deal, "commitments" | "shares"> {
  const ids = participants.map(({ index }) => index);
  const { commitments, shares } = makeFeldmanDeal(threshold, ids, () => randomScalar(primitives));
  const aad = commitmentsHash(commitments);
  const sealed = participants.map(({ index, roundKey }) => {
    const share = shares.find(({ id }) => id === index)?.share as Uint8Array;
    const { enc, ciphertext } = sealTo(primitives, roundKey, shareInfo(round, dealer, index), aad, share);
    share.fill(0);
    return { index, enc, ciphertext };
  });
  return { commitments, shares: sealed };
}

/** A dealer and what it put on the ledger. */
export interface Dealt {
  readonly dealer: number;
  readonly deal: Pick<Deal, "commitments" | "shares">;
}

/**
 * Adds up what the qualified dealers gave to `receiver`.
 *
 * @returns the receiver's share of the master key (32 bytes, secret), or the number of a dealer whose share is not what
 *   it committed to
 */
export function receiveShares(
  primitives: Primitives,
  round: Round,
  receiver: number,
  roundSecret: Uint8Array,
  deals: readonly Dealt[],
): { readonly share: Uint8Array } | { readonly badDealer: number } {
  const shares: Uint8Array[] = [];
  for (const { dealer, deal } of deals) {
    const share = openShare(primitives, round, dealer, receiver, roundSecret, deal);
    if (!share || !verifyShare(deal.commitments, receiver, share)) return { badDealer: dealer };
    shares.push(share);
  }
  const share = combineShares(shares);
  for (const part of shares) part.fill(0);
  return { share };
}

function openShare(
  primitives: Primitives,
  round: Round,
  dealer: number,
  receiver: number,
  roundSecret: Uint8Array,
  { commitments, shares }: Dealt["deal"],
): Uint8Array | undefined {
  const sealed = shares.find(({ index }) => index === receiver);
  if (!sealed) return undefined;
  const info = shareInfo(round, dealer, receiver);
  try {
    return openWith(primitives, roundSecret, sealed.enc, info, commitmentsHash(commitments), sealed.ciphertext)
      .plaintext;
  } catch {
    // A dealer that sealed something else dealt badly, as one that sealed a wrong share did.
    return undefined;
  }
}
