import type { Hex } from "@pha/codec";
import {
  type Certificate,
  type Commitment,
  commitmentDigest,
  commitmentOf,
  type Header,
  makeCertificate,
  quorum,
  type Recover,
  readDigest,
  type ValidatorSet,
  type Vote,
} from "@pha/light-client";

interface Open {
  readonly commitment: Commitment;
  readonly digest: Uint8Array;
  readonly set: ValidatorSet;
  readonly signatures: Map<number, Hex>;
}

/** What became of a vote. */
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
    const commitment = commitmentOf(header, this.#set);
    const digest = commitmentDigest(this.#genesisHash, commitment);
    this.#open.set(header.number, { commitment, digest, set: this.#set, signatures: new Map() });
    this.#set = readDigest(header).nextSet ?? this.#set;
  }

  /** Counts a vote if it is a validator's for a block that waits. */
  add(vote: Vote): VoteResult {
    const open = this.#open.get(vote.number);
    if (!open || vote.blockHash !== open.commitment.blockHash || vote.round !== open.commitment.round) return "foreign";
    const index = open.set.addresses.indexOf(vote.validator);
    if (index < 0 || vote.setId !== open.set.id) return "foreign";
    if (open.signatures.has(index)) return "known";
    if (!this.#isSigned(open.digest, vote)) return "bad-signature";
    open.signatures.set(index, vote.signature);
    return "counted";
  }

  /** The certificate of a height, once a quorum has voted. */
  certificate(number: number): Certificate | undefined {
    const open = this.#open.get(number);
    if (!open || open.signatures.size < quorum(open.set.addresses.length)) return undefined;
    return makeCertificate(open.commitment, open.set, open.signatures);
  }

  /** Forgets a height that is certified. */
  close(number: number): void {
    this.#open.delete(number);
  }

  #isSigned(digest: Uint8Array, { validator, signature }: Vote): boolean {
    try {
      return this.#recover(digest, signature) === validator;
    } catch {
      return false;
    }
  }
}
