import {
  concat,
  fixedBytes,
  fromHex,
  H256,
  type Hex,
  struct,
  type TypeOf,
  u32,
  u32be,
  u64,
  u64be,
  utf8,
} from "@pha/codec";
import { keccak256, recoverEthAddress } from "@pha/crypto";
import { errors } from "./errors.ts";
import type { Recover } from "./quorum.ts";
import { type AnnouncedSet, quorum } from "./validator-set.ts";

/** A validator's answer to a nonce: the newest certified block that it knows. */
export const Freshness = struct({
  /** The set that certifies the block above. */
  setId: u64,
  number: u32,
  hash: H256,
  /** The validator's address; the signature recovers to it. */
  validator: fixedBytes(20),
  /** secp256k1, `r ‖ s ‖ v`, low s, over {@link freshnessDigest}. */
  signature: fixedBytes(65),
});
export type Freshness = TypeOf<typeof Freshness>;

const label = utf8("phala/fresh/v1");

/** `keccak256("phala/fresh/v1" ‖ genesis hash ‖ nonce ‖ u64 set id ‖ u32 number ‖ hash)`, integers big-endian. */
export function freshnessDigest(
  genesisHash: Hex,
  nonce: Hex,
  { setId, number, hash }: Pick<Freshness, "setId" | "number" | "hash">,
): Uint8Array {
  return keccak256(concat(label, fromHex(genesisHash), fromHex(nonce), u64be(setId), u32be(number), fromHex(hash)));
}

/**
 * How far the chain is now, by answers to a nonce that the asker has just drawn: whoever is below is kept in the past.
 * Answers that do not hold are left out, as are second ones of one validator.
 *
 * @returns the (f+1)-th highest number of at least n − f answers, so that an honest validator is at or above it and f
 *   liars can neither raise it beyond all honest ones nor keep it below them.
 * @throws `light-client.ShortQuorum` when fewer hold.
 */
export function freshHeight(
  genesisHash: Hex,
  set: AnnouncedSet,
  nonce: Hex,
  answers: readonly Freshness[],
  recover: Recover = recoverEthAddress,
): number {
  const numbers = new Map<Hex, number>();
  for (const answer of answers) {
    const { validator, setId, signature, number } = answer;
    if (setId !== set.id || !set.addresses.includes(validator) || numbers.has(validator)) continue;
    if (recover(freshnessDigest(genesisHash, nonce, answer), signature) === validator) numbers.set(validator, number);
  }
  const n = set.addresses.length;
  const needed = quorum(n);
  const highest = [...numbers.values()].sort((a, b) => b - a).at(n - needed);
  if (numbers.size < needed || highest === undefined)
    throw errors.ShortQuorum({ signers: numbers.size, quorum: needed });
  return highest;
}
