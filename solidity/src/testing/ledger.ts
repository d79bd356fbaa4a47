import type { Hex } from "@pha/codec";
import { type Certificate, type Header, setAfter, type ValidatorSet } from "@pha/light-client";
import { type BlockFields, certify, makeBlock, makeNetwork, makeSet, secretsOf } from "@pha/light-client/testing";
import { certificateArguments, packValidators } from "../certificate.ts";

/** A ledger of test validators: the real headers, votes and certificates, without a chain that makes them. */
export class TestLedger {
  readonly genesisHash: Hex;
  #head: Header;
  #set: ValidatorSet;
  #validators: readonly number[];

  constructor(validators: number) {
    const { genesis, genesisHash, set } = makeNetwork(validators);
    this.genesisHash = genesisHash;
    this.#head = genesis;
    this.#set = set;
    this.#validators = [...Array(validators).keys()];
  }

  /** The set that certifies the next block. */
  get set(): ValidatorSet {
    return this.#set;
  }

  /** Who of all test validators is in it, by place. */
  get validators(): readonly number[] {
    return this.#validators;
  }

  /** The checkpoint of a client that begins before the next block. */
  checkpoint(timeMs: bigint, outboundRoot: Hex) {
    const { id: setId } = this.#set;
    const { genesisHash } = this;
    return {
      genesisHash,
      number: this.#head.number,
      timeMs,
      outboundRoot,
      setId,
      validators: packValidators(this.#set),
    };
  }

  /** The next block and who signs it (places in the set; all by default), without going on to it. */
  propose(
    fields: BlockFields,
    signers?: readonly number[],
  ): { header: Header; set: ValidatorSet; certificate: Certificate } {
    const header = makeBlock(this.#head, fields);
    const set = this.#set;
    const secrets = secretsOf(this.#validators, signers);
    return { header, set, certificate: certify(this.genesisHash, set, header, secrets) };
  }

  /** Certifies the next block and goes on to it; `rotateTo`: the test validators that certify from the block after it. */
  certify(fields: BlockFields, rotateTo?: readonly number[]) {
    const nextSet = rotateTo && makeSet(this.#set.id + 1n, rotateTo);
    const { header, set, certificate } = this.propose({ ...fields, ...(nextSet ? { nextSet } : {}) });
    this.#head = header;
    this.#set = setAfter(header, set);
    this.#validators = rotateTo ?? this.#validators;
    return { header, set, certificate, ...certificateArguments(set, certificate) };
  }
}
