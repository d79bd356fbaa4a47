import { concat, decode, type Hex, toHex, utf8 } from "@pha/codec";
import { recoverEthAddress, twox128 } from "@pha/crypto";
import { type Certificate, verifyCertificate } from "./certificate.ts";
import { setAfter } from "./commitment.ts";
import { readDigest } from "./digest.ts";
import { errors } from "./errors.ts";
import { blockTime, type Header, headerHash } from "./header.ts";
import type { Milestone } from "./milestone.ts";
import { type NilCertificate, verifyNilCertificate } from "./nil-certificate.ts";
import { openWitness, type ProvenState, type Witness } from "./proven-state.ts";
import type { Recover } from "./quorum.ts";
import { type BoundedSet, checkValidatorSet, ValidatorSet } from "./validator-set.ts";

/** Storage key of `Validators.Set`, from which a light client learns the first validators. */
export const validatorSetKey: Hex = toHex(concat(twox128(utf8("Validators")), twox128(utf8("Set"))));

/** A block that a quorum of validators finalized, or genesis. */
export interface CertifiedHead {
  readonly header: Header;
  readonly hash: Hex;
  /** Block time; 0 for genesis. */
  readonly timeMs: bigint;
}

/**
 * Follows the finalized chain from its genesis hash alone, trusting nobody who brings it headers, certificates or
 * proofs. It may skip any number of headers while the validator set stays the same.
 */
export class LightClient {
  readonly genesisHash: Hex;
  readonly #recover: Recover;
  #head: CertifiedHead;
  #set: ValidatorSet;
  /** Every set there was, by id. */
  readonly #sets = new Map<bigint, BoundedSet>();

  private constructor(genesisHash: Hex, head: CertifiedHead, set: ValidatorSet, recover: Recover) {
    this.genesisHash = genesisHash;
    this.#head = head;
    this.#set = set;
    this.#sets.set(set.id, set);
    this.#recover = recover;
  }

  /**
   * Starts at genesis, with the validator set that its state root commits to.
   *
   * @param genesisHash what the caller trusts.
   * @param genesisHeader from anybody.
   * @param witness proves `Validators.Set` ({@link validatorSetKey}); from anybody.
   * @param recover a faster `recoverEthAddress`, where there is one.
   * @throws `light-client.WrongGenesis`, `BadValidatorSet`, `NotProven`, and what {@link openWitness} throws.
   */
  static fromGenesis(
    genesisHash: Hex,
    genesisHeader: Header,
    witness: Witness,
    recover: Recover = recoverEthAddress,
  ): LightClient {
    const hash = headerHash(genesisHeader);
    if (hash !== genesisHash || genesisHeader.number !== 0)
      throw errors.WrongGenesis({ expected: genesisHash, actual: hash });
    const value = openWitness(genesisHeader.stateRoot, witness).get(validatorSetKey);
    if (!value) throw errors.BadValidatorSet({ n: 0 });
    const set = checkValidatorSet(decode(ValidatorSet, value));
    return new LightClient(hash, { header: genesisHeader, hash, timeMs: 0n }, set, recover);
  }

  /**
   * Goes on where a client of the same trust was. Sets that were retired before are not known: {@link setOf} and
   * {@link verify} do without them.
   *
   * @param milestone what the caller trusts like the genesis hash: its own {@link milestone}, which nobody could change.
   * @throws `light-client.WrongGenesis`, `BadValidatorSet`, `BadDigest`
   */
  static fromMilestone(genesisHash: Hex, milestone: Milestone, recover: Recover = recoverEthAddress): LightClient {
    const { genesis, header } = milestone;
    const hash = headerHash(header);
    if (genesis !== genesisHash) throw errors.WrongGenesis({ expected: genesisHash, actual: genesis });
    const set = checkValidatorSet(milestone.set);
    return new LightClient(genesisHash, { header, hash, timeMs: blockTime(header).timeMs }, set, recover);
  }

  /** What {@link fromMilestone} goes on from. */
  get milestone(): Milestone {
    return { genesis: this.genesisHash, header: this.#head.header, set: this.#set };
  }

  /** The newest finalized block known. */
  get head(): CertifiedHead {
    return this.#head;
  }

  /** The set that certifies the blocks after {@link head}. */
  get validators(): ValidatorSet {
    return this.#set;
  }

  /**
   * Moves the head to a higher finalized block. A block that changes the set cannot be skipped: what the next set
   * signs is `UnknownSet` until that block is accepted.
   *
   * @throws `light-client.NotNewer`, `BadSetChange`, and what {@link verifyCertificate} throws; then nothing changes.
   */
  accept(header: Header, certificate: Certificate): void {
    const { header: known, hash: knownHash } = this.#head;
    if (header.number <= known.number) throw errors.NotNewer({ known: known.number, given: header.number });
    verifyCertificate(this.genesisHash, this.#set, header, certificate, this.#recover);
    if (header.number === known.number + 1 && header.parentHash !== knownHash)
      throw errors.HeaderMismatch({ field: "parentHash" });
    const { nextSet } = readDigest(header);
    if (nextSet && nextSet.id !== this.#set.id + 1n) throw errors.BadSetChange({ id: nextSet.id });
    this.#head = { header, hash: certificate.blockHash, timeMs: blockTime(header).timeMs };
    if (!nextSet) return;
    this.#sets.set(this.#set.id, { ...this.#set, to: header.number });
    this.#set = setAfter(header, this.#set);
    this.#sets.set(this.#set.id, this.#set);
  }

  /** A set that certified some of the blocks up to {@link head}, or certifies the next one. */
  setOf(id: bigint): BoundedSet | undefined {
    return this.#sets.get(id);
  }

  /**
   * Checks a header and its certificate of any height by the set that was in office there; the head stays.
   *
   * @throws `light-client.UnknownSet` for a set that nobody announced up to {@link head}, and what
   *   {@link verifyCertificate} throws.
   */
  verify(header: Header, certificate: Certificate): void {
    const set = this.#sets.get(certificate.setId) ?? this.#set;
    verifyCertificate(this.genesisHash, set, header, certificate, this.#recover);
  }

  /**
   * Checks that a round of the height above {@link head} is closed: no block of it is ever certified.
   *
   * @throws `light-client.HeaderMismatch` for another height, and what {@link verifyNilCertificate} throws.
   */
  requireClosed(certificate: NilCertificate): void {
    if (certificate.number !== this.#head.header.number + 1) throw errors.HeaderMismatch({ field: "number" });
    verifyNilCertificate(this.genesisHash, this.#set, certificate, this.#recover);
  }

  /**
   * Refuses to go on with an old view.
   *
   * @throws `light-client.Stale` when the head's block time is more than `maxAgeMs` before `nowMs`.
   */
  requireFresh(nowMs: number, maxAgeMs: number): void {
    const ageMs = BigInt(Math.floor(nowMs)) - this.#head.timeMs;
    if (ageMs > BigInt(maxAgeMs)) throw errors.Stale({ number: this.#head.header.number, ageMs, maxAgeMs });
  }

  /**
   * Values of the finalized state at {@link head}.
   *
   * @throws what {@link openWitness} throws.
   */
  provenState(witness: Witness): ProvenState {
    return openWitness(this.#head.header.stateRoot, witness);
  }
}
