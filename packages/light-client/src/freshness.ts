import {
  concat,
  fixedBytes,
  fromHex,
  H256,
  type Hex,
  struct,
  type TypeOf,
  toHex,
  u32,
  u32be,
  u64,
  u64be,
  utf8,
  vec,
} from "@pha/codec";
import { keccak256, listProof, listRoot, recoverEthAddress, sha256, verifyListProof } from "@pha/crypto";
import type { Recover } from "./quorum.ts";
import { type AnnouncedSet, quorum } from "./validator-set.ts";

/** Where a nonce is in a list of nonces: a validator answers all that came in a moment with one signature. */
const Place = struct({ root: H256, index: u32, count: u32, siblings: vec(H256, { max: 32 }) });
export type Place = TypeOf<typeof Place>;

/** A validator's answer to a nonce: the newest certified block that it knows. */
export const Freshness = struct({
  /** The set that certifies the block above. */
  setId: u64,
  number: u32,
  hash: H256,
  /** Of the nonce. */
  place: Place,
  /** The validator's address; the signature recovers to it. */
  validator: fixedBytes(20),
  /** secp256k1, `r ‖ s ‖ v`, low s, over {@link freshnessDigest}. */
  signature: fixedBytes(65),
});
export type Freshness = TypeOf<typeof Freshness>;

/** A validator signs for a nonce while its newest block is at most this old: one that is cut off knows no newest block. */
export const maxFreshAgeMs = 60_000;

const label = utf8("phala/fresh/v2");

/**
 * `keccak256("phala/fresh/v2" ‖ genesis hash ‖ root of the nonces ‖ u64 set id ‖ u32 number ‖ hash)`, integers big-endian.
 */
export function freshnessDigest(
  genesisHash: Hex,
  root: Hex,
  { setId, number, hash }: Pick<Freshness, "setId" | "number" | "hash">,
): Uint8Array {
  return keccak256(concat(label, fromHex(genesisHash), fromHex(root), u64be(setId), u32be(number), fromHex(hash)));
}

/** The places of all nonces of a list. */
export function placesOf(nonces: readonly Hex[]): Place[] {
  const items = nonces.map(fromHex);
  const root = toHex(listRoot(items, sha256));
  const count = items.length;
  return items.map((_, index) => ({ root, index, count, siblings: listProof(items, index, sha256).map(toHex) }));
}

/** Whether an answer is a validator's own, to this nonce. */
export function isFreshnessOf(
  validator: Hex,
  genesisHash: Hex,
  nonce: Hex,
  answer: Freshness,
  recover: Recover = recoverEthAddress,
): boolean {
  const { root, index, count, siblings } = answer.place;
  if (answer.validator !== validator) return false;
  if (!verifyListProof(fromHex(root), count, index, fromHex(nonce), siblings.map(fromHex), sha256)) return false;
  return recover(freshnessDigest(genesisHash, root, answer), answer.signature, validator) === validator;
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
    const { validator, setId, number } = answer;
    if (setId !== set.id || !set.addresses.includes(validator) || this.#numbers.has(validator)) return;
    if (isFreshnessOf(validator, genesisHash, nonce, answer, this.#recover)) this.#numbers.set(validator, number);
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
