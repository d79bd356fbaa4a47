import { concat, fromHex, type Hex, toHex } from "@pha/codec";
import {
  type Certificate,
  commitmentDigest,
  commitmentOf,
  type Header,
  LightClient,
  makeCertificate,
  makeNilCertificate,
  type NilCertificate,
  nilDigest,
  type Proposal,
  quorum,
  type Recover,
  type Vote,
  validatorSetKey,
} from "@pha/light-client";
import { makeNetwork } from "@pha/light-client/testing";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { errors } from "../errors.ts";
import { makeTelemetry } from "../telemetry.ts";
import { makeValidator, type Validator } from "../voting/validator.ts";
import type { VoteRecord, VoteStore } from "../voting/vote-store.ts";

/** A signature that anybody could forge and nobody does: its signer, then what was signed. */
const sign = (address: Hex, digest: Uint8Array): Hex => toHex(concat(fromHex(address), digest, new Uint8Array(13)));
const recover: Recover = (digest, signature) =>
  toHex(fromHex(signature).subarray(20, 52)) === toHex(digest) ? (signature.slice(0, 42) as Hex) : undefined;

const telemetry = makeTelemetry(silentLog, createMetrics("relay"));

/** What travels: to one validator, or from one to the author. */
export type Message =
  | { readonly to: number; readonly type: "proposal"; readonly proposal: Proposal }
  | { readonly to: number; readonly type: "certificate"; readonly header: Header; readonly certificate: Certificate }
  | { readonly type: "vote"; readonly vote: Vote };

/** Validators, the last of which lie, and the messages under way; nothing arrives unless the test delivers it. */
export class SimulatedNetwork {
  readonly network;
  readonly underWay: Message[] = [];
  /** All that was ever signed. */
  readonly votes: Vote[] = [];
  readonly valid = new Set<Header>();
  readonly #honest: { validator: Validator; readonly start: () => Validator }[];

  constructor(n: number, liars: number) {
    this.network = makeNetwork(n);
    this.#honest = this.network.set.addresses.slice(0, n - liars).map((address) => {
      const store = memoryStore(this.network.genesisHash);
      const start = () => this.#makeHonest(address, store);
      return { start, validator: start() };
    });
  }

  get size(): number {
    return this.network.set.addresses.length;
  }

  get quorum(): number {
    return quorum(this.size);
  }

  send(message: Message): void {
    this.underWay.push(message);
  }

  broadcast(proposal: Proposal): void {
    for (let to = 0; to < this.size; to++) this.send({ to, type: "proposal", proposal });
  }

  /** Loses all but what is on disk, and starts again. */
  async crash(index: number): Promise<void> {
    const crashed = this.#honest[index % this.#honest.length];
    await crashed?.validator[Symbol.asyncDispose]();
    if (crashed) crashed.validator = crashed.start();
  }

  /** Hands a message to a validator. */
  async deliver(message: Exclude<Message, { type: "vote" }>): Promise<void> {
    const validator = this.#honest[message.to]?.validator;
    if (message.type === "certificate") {
      if (validator && message.header.number > validator.certified.number)
        validator.certify(message.header, message.certificate);
    } else if (validator) await validator.propose(message.proposal);
    else this.#lie(message.to, message.proposal.header);
  }

  /** What the votes for a block, or nil in its round, amount to. */
  certify(header: Header, votes: readonly Vote[]): { block?: Certificate; nil?: NilCertificate } {
    const { set } = this.network;
    const commitment = commitmentOf(header, set);
    const signaturesOf = (isChosen: (vote: Vote) => boolean) =>
      new Map(
        votes
          .filter(({ number, round }) => number === commitment.number && round === commitment.round)
          .filter(isChosen)
          .map(({ validator, signature }) => [set.addresses.indexOf(validator), signature]),
      );
    const block = signaturesOf(({ choice }) => choice.value === commitment.blockHash);
    const nil = signaturesOf(({ choice }) => choice.type === "Nil");
    return {
      ...(block.size >= this.quorum && { block: makeCertificate(commitment, set, block) }),
      ...(nil.size >= this.quorum && { nil: makeNilCertificate(commitment, set, nil) }),
    };
  }

  #makeHonest(address: Hex, store: VoteStore): Validator {
    const { genesisHash, genesis, state } = this.network;
    return makeValidator({
      client: LightClient.fromGenesis(genesisHash, genesis, state.witness([validatorSetKey]), recover),
      key: { address, sign: (digest) => sign(address, digest) },
      store,
      archive: { keep() {} },
      validate: async (_, { header }) => {
        if (!this.valid.has(header)) throw errors.WrongHeader();
      },
      isAuthored: () => true,
      send: (vote) => this.#vote(vote),
      telemetry,
      startedMs: 0,
    });
  }

  /** Says yes and no to everything. */
  #lie(index: number, header: Header): void {
    const { genesisHash, set } = this.network;
    const commitment = commitmentOf(header, set);
    const { number, round, setId, blockHash } = commitment;
    const validator = set.addresses[index] as Hex;
    const yes = sign(validator, commitmentDigest(genesisHash, commitment));
    const no = sign(validator, nilDigest(genesisHash, commitment));
    this.#vote({ number, round, setId, choice: { type: "Block", value: blockHash }, validator, signature: yes });
    this.#vote({ number, round, setId, choice: { type: "Nil", value: "lie" }, validator, signature: no });
  }

  #vote(vote: Vote): void {
    this.votes.push(vote);
    this.send({ type: "vote", vote });
  }
}

/** What it holds survives the validator that wrote it. */
function memoryStore(genesisHash: Hex): VoteStore {
  let record: VoteRecord = { genesisHash, certified: undefined, vote: undefined };
  return {
    load: () => record,
    save(next) {
      record = next;
    },
    keepChange: () => {},
    listChanges: () => [],
    keepEvidence: () => true,
    listEvidence: () => [],
    [Symbol.dispose]() {},
  };
}
