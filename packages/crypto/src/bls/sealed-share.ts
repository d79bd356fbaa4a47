import { concat, encode, fixedBytes, fromHex, type Hex, u32be, utf8, vec } from "@pha/codec";
import { sha256 } from "../hash/digests.ts";
import { hkdfSha256 } from "../hash/hkdf.ts";
import { openAsSender, openWith, sealTo } from "../hpke/hpke.ts";
import type { Primitives, X25519Pair } from "../primitives.ts";
import { verifyShare } from "./dealing.ts";

/** Which share it is: of which round, from whom, for whom. */
export interface SharePlace {
  readonly genesis: Hex;
  readonly generation: number;
  readonly round: number;
  /** Numbers of the members, from 1. */
  readonly dealer: number;
  readonly receiver: number;
}

/** A share as it is posted: encrypted by HPKE to the receiver's key of the round. */
export interface SealedShare {
  readonly enc: Hex;
  readonly ciphertext: Uint8Array;
}

type Hpke = Pick<Primitives, "x25519" | "hmacSha256" | "chacha20poly1305">;

const Commitments = vec(fixedBytes(96), { max: 255 });

/** `"phala/dkg/v1" ‖ genesis ‖ u32 generation ‖ u32 round ‖ u8 dealer ‖ u8 receiver`. */
const infoOf = ({ genesis, generation, round, dealer, receiver }: SharePlace) =>
  concat(utf8("phala/dkg/v1"), fromHex(genesis), u32be(generation), u32be(round), Uint8Array.of(dealer, receiver));

const aadOf = (commitments: readonly Hex[]) => sha256(encode(Commitments, commitments));

/**
 * The key with which a dealer encrypts one receiver's share: of its secret seed of the round, so that it can show it
 * if that receiver complains.
 *
 * @param seed - 32 bytes, secret, of one round.
 */
export function shareKey(primitives: Hpke, seed: Uint8Array, place: SharePlace): X25519Pair {
  const privateKey = hkdfSha256(seed, new Uint8Array(0), concat(utf8("share key"), infoOf(place)), 32);
  return { privateKey, publicKey: primitives.x25519.publicKey(privateKey) };
}

/** Seals a share with its {@link shareKey}. @throws `crypto.BadKey` for a round key of small order */
export function sealShare(
  primitives: Primitives,
  place: SharePlace,
  commitments: readonly Hex[],
  roundKey: Hex,
  ephemeral: X25519Pair,
  share: Uint8Array,
): SealedShare {
  const fixed = { ...primitives, x25519: { ...primitives.x25519, generate: () => ephemeral } };
  const { enc, ciphertext } = sealTo(fixed, roundKey, infoOf(place), aadOf(commitments), share);
  return { enc, ciphertext };
}

/** The share, if it opens with the receiver's secret of the round and is what the dealer committed to. */
export function openShare(
  primitives: Primitives,
  place: SharePlace,
  commitments: readonly Hex[],
  roundSecret: Uint8Array,
  sealed: SealedShare,
): Uint8Array | undefined {
  return fitting(place, commitments, () => {
    const aad = aadOf(commitments);
    return openWith(primitives, roundSecret, sealed.enc, infoOf(place), aad, sealed.ciphertext).plaintext;
  });
}

/**
 * Whether a dealer shows, by the key that it encrypted with, that a receiver was given the share that was committed to.
 * Nobody learns anything of other shares. Where an honest receiver could not open its share to one that fits, there is
 * no such key.
 */
export function showsShare(
  primitives: Hpke,
  place: SharePlace,
  commitments: readonly Hex[],
  roundKey: Hex,
  ephemeralKey: Uint8Array,
  { enc, ciphertext }: SealedShare,
): boolean {
  const open = () =>
    openAsSender(primitives, ephemeralKey, roundKey, enc, infoOf(place), aadOf(commitments), ciphertext);
  return fitting(place, commitments, open) !== undefined;
}

function fitting(
  { receiver }: SharePlace,
  commitments: readonly Hex[],
  open: () => Uint8Array,
): Uint8Array | undefined {
  let share: Uint8Array;
  try {
    share = open();
  } catch {
    // Whatever the primitives make of it: a dealer that sealed something else dealt badly, as one that sealed a wrong share.
    return undefined;
  }
  return verifyShare(commitments, receiver, share) ? share : undefined;
}
