import type { Hex } from "@pha/codec";
import {
  type Certificate,
  type Commitment,
  commitmentDigest,
  commitmentOf,
  type Header,
  makeCertificate,
  makeNilCertificate,
  type NilCertificate,
  nilDigest,
  quorum,
  type Recover,
  setAfter,
  type ValidatorSet,
  type Vote,
  verifyCertificate,
} from "@pha/light-client";

/** One digest and who signed it, by position in the set. */
interface Ballot {
  readonly digest: Uint8Array;
  readonly signatures: Map<number, Hex>;
}

interface Open {
  readonly commitment: Commitment;
  readonly set: ValidatorSet;
  readonly block: Ballot;
  readonly nil: Ballot;
  /** Why the block is invalid, as validators say. */
  readonly reasons: Set<string>;
  /** From elsewhere. */
  certificate?: Certificate;
}

/** A quorum refused a block. */
export interface Refusal {
  readonly certificate: NilCertificate;
  readonly reasons: readonly string[];
}

/** Outcome of a vote. */
export type VoteResult = "counted" | "known" | "foreign" | "bad-signature";

/** Blocks that wait for their certificate, and the votes for them. */
export class VoteBox {
  readonly #genesisHash: Hex;
  readonly #recover: Recover;
  readonly #open = new Map<number, Open>();
  #set: ValidatorSet;

  /** @param set certifies the first block that will be opened. */
  constructor({ genesisHash, set, recover }: { genesisHash: Hex; set: ValidatorSet; recover: Recover }) {
    this.#genesisHash = genesisHash;
    this.#set = set;
    this.#recover = recover;
  }

  /** Starts to count for the next block; headers come in height order. */
  open(header: Header): void {
    const set = this.#set;
    const commitment = commitmentOf(header, set);
    const block = { digest: commitmentDigest(this.#genesisHash, commitment), signatures: new Map() };
    const nil = { digest: nilDigest(this.#genesisHash, commitment), signatures: new Map() };
    this.#open.set(header.number, { commitment, set, block, nil, reasons: new Set() });
    this.#set = setAfter(header, set);
  }

  /** The set that certifies a height that waits, or the one above all. */
  setAt(number: number): ValidatorSet {
    return this.#open.get(number)?.set ?? this.#set;
  }

  /** Another set certifies the next block. */
  trust(set: ValidatorSet): void {
    this.#set = set;
  }

  /** Counts a vote if it is a validator's on a block that waits. */
  add(vote: Vote): VoteResult {
    const open = this.#open.get(vote.number);
    if (!open || vote.round !== open.commitment.round) return "foreign";
    const index = open.set.addresses.indexOf(vote.validator);
    if (index < 0 || vote.setId !== open.set.id) return "foreign";
    const { choice } = vote;
    if (choice.type === "Block" && choice.value !== open.commitment.blockHash) return "foreign";
    const { digest, signatures } = choice.type === "Block" ? open.block : open.nil;
    if (signatures.has(index)) return "known";
    if (!this.#isSigned(digest, vote)) return "bad-signature";
    signatures.set(index, vote.signature);
    if (choice.type === "Nil") open.reasons.add(choice.value);
    return "counted";
  }

  /** The certificate of a height, once a quorum has voted. */
  certificate(number: number): Certificate | undefined {
    const open = this.#open.get(number);
    if (open?.certificate) return open.certificate;
    if (!open || open.block.signatures.size < quorum(open.set.addresses.length)) return undefined;
    return makeCertificate(open.commitment, open.set, open.block.signatures);
  }

  /**
   * Takes a certificate that was made elsewhere.
   *
   * @throws what `verifyCertificate` throws.
   */
  accept(header: Header, certificate: Certificate): void {
    const open = this.#open.get(header.number);
    if (!open) return;
    verifyCertificate(this.#genesisHash, open.set, header, certificate, this.#recover);
    open.certificate = certificate;
  }

  /** Nil certificate of a height's round, once a quorum has found its block invalid. */
  refusal(number: number): Refusal | undefined {
    const open = this.#open.get(number);
    if (!open || open.nil.signatures.size < quorum(open.set.addresses.length)) return undefined;
    return {
      certificate: makeNilCertificate(open.commitment, open.set, open.nil.signatures),
      reasons: [...open.reasons],
    };
  }

  /** Forgets a height that is certified. */
  close(number: number): void {
    this.#open.delete(number);
  }

  /** Forgets all that waited: the blocks are undone, and another one comes at the lowest of their heights. */
  clear(): void {
    const [lowest] = this.#open.values();
    this.#set = lowest?.set ?? this.#set;
    this.#open.clear();
  }

  #isSigned(digest: Uint8Array, { validator, signature }: Vote): boolean {
    try {
      return this.#recover(digest, signature) === validator;
    } catch {
      return false;
    }
  }
}
