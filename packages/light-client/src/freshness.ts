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

/** A validator signs for a nonce while its newest block is at most this old: one that is cut off knows no newest block. */
export const maxFreshAgeMs = 60_000;

const label = utf8("phala/fresh/v1");

/** `keccak256("phala/fresh/v1" ‖ genesis hash ‖ nonce ‖ u64 set id ‖ u32 number ‖ hash)`, integers big-endian. */
export function freshnessDigest(
  genesisHash: Hex,
  nonce: Hex,
  { setId, number, hash }: Pick<Freshness, "setId" | "number" | "hash">,
): Uint8Array {
  return keccak256(concat(label, fromHex(genesisHash), fromHex(nonce), u64be(setId), u32be(number), fromHex(hash)));
}

/** What is asked of every validator of a set: how far the chain is, under a nonce that was just drawn. */
export interface Question {
  readonly genesisHash: Hex;
  readonly set: AnnouncedSet;
  readonly nonce: Hex;
}

/**
 * How far the chain is now, as answers to one question come in: whoever is below is kept in the past. Answers that do
 * not hold are left out, as are second ones of one validator.
 */
export class FreshnessCount {
  readonly #question: Question;
  readonly #recover: Recover;
  readonly #numbers = new Map<Hex, number>();

  constructor(question: Question, recover: Recover = recoverEthAddress) {
    this.#question = question;
    this.#recover = recover;
  }

  /** How many validators gave an answer that holds. */
  get answered(): number {
    return this.#numbers.size;
  }

  take(answer: Freshness): void {
    const { genesisHash, set, nonce } = this.#question;
    const { validator, setId, signature, number } = answer;
    if (setId !== set.id || !set.addresses.includes(validator) || this.#numbers.has(validator)) return;
    if (this.#recover(freshnessDigest(genesisHash, nonce, answer), signature) === validator)
      this.#numbers.set(validator, number);
  }

  /**
   * The (f+1)-th highest number, once n − f validators have answered: an honest one is at or above it, and f liars can
   * neither raise it beyond all honest ones nor keep it below them.
   */
  get height(): number | undefined {
    const n = this.#question.set.addresses.length;
    const needed = quorum(n);
    return this.answered < needed ? undefined : [...this.#numbers.values()].sort((a, b) => b - a)[n - needed];
  }
}
