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
import type { SignedVote } from "@pha/wire";
import { errors } from "../errors.ts";
import { isLater } from "../rule/recollection.ts";
import { makeTelemetry } from "../telemetry.ts";
import { isSigned } from "../voting/signed-vote.ts";
import { makeValidator, type Validator } from "../voting/validator.ts";
import type { VoteStore } from "../voting/vote-store.ts";
import { SimulatedHost } from "./simulated-host.ts";

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
  /** The clock of all. */
  nowMs = 0n;
  /** Votes cast against what an honest one knew of their validator, and would have told. */
  readonly contradictions: SignedVote[] = [];
  /** Whether a validator hears a vote: what it misses is lost. */
  hears: (listener: Hex, signed: SignedVote) => boolean = () => true;
  /** Of these the first never goes back in time, and is never away. */
  readonly #honest: SimulatedHost[];

  constructor(n: number, liars: number) {
    this.network = makeNetwork(n);
    this.#honest = this.network.set.addresses.slice(0, n - liars).map((address) => {
      const host = new SimulatedHost(address, this.network.genesisHash, (store) => this.#makeHonest(address, store));
      host.start();
      return host;
    });
  }

  get size(): number {
    return this.network.set.addresses.length;
  }

  get honest(): Hex[] {
    return this.#honest.map(({ address }) => address);
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
    const host = this.#hostAt(index);
    if (!host.validator) return;
    await host.stop();
    host.start();
  }

  /** Starts again from an earlier copy of its folder. */
  async rollBack(index: number, snapshot: number): Promise<void> {
    const host = this.#otherAt(index);
    if (!host?.validator) return;
    await host.stop();
    host.restore(snapshot);
    host.start();
  }

  /** Away, it hears nothing and answers nobody. */
  async leave(index: number): Promise<void> {
    await this.#otherAt(index)?.stop();
  }

  comeBack(index: number): void {
    const host = this.#otherAt(index);
    if (host && !host.validator) host.start();
  }

  /** Hands a message to a validator. */
  async deliver(message: Exclude<Message, { type: "vote" }>): Promise<void> {
    const host = this.#honest[message.to];
    if (!host && message.type === "proposal") this.#lie(message.to, message.proposal.header);
    const validator = host?.validator;
    if (!host || !validator) return;
    if (message.type === "proposal") {
      this.#ask(host, validator);
      await validator.propose(message.proposal);
    } else if (message.header.number > validator.certified.number)
      validator.certify(message.header, message.certificate);
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

  #hostAt(index: number): SimulatedHost {
    return this.#honest[index % this.#honest.length] as SimulatedHost;
  }

  #otherAt(index: number): SimulatedHost | undefined {
    return this.#honest[1 + (index % (this.#honest.length - 1 || 1))];
  }

  /** Those that are there answer at once; liars heard nothing. */
  #ask(asker: SimulatedHost, validator: Validator): void {
    const answers = new Map<Hex, SignedVote | undefined>();
    for (const other of validator.unasked() ?? []) {
      const host = this.#honest.find(({ address }) => address === other);
      if (!host || host.validator) answers.set(other, host?.find(asker.address));
    }
    validator.recall(answers);
  }

  #makeHonest(address: Hex, store: VoteStore): Validator {
    const { genesisHash, genesis, state } = this.network;
    const client = LightClient.fromGenesis(genesisHash, genesis, state.witness([validatorSetKey]), recover);
    return makeValidator({
      client,
      key: { address, sign: (digest) => sign(address, digest) },
      store,
      archive: { keep() {} },
      validate: async (_, { header }) => {
        if (!this.valid.has(header)) throw errors.WrongHeader();
      },
      isAuthored: () => true,
      isSigned: (signed) => isSigned(genesisHash, client.validators, signed, recover),
      send: (signed) => this.#tell(signed),
      telemetry,
      startedMs: Number(this.nowMs),
    });
  }

  #tell(signed: SignedVote): void {
    const { vote } = signed;
    const present = this.#honest.filter(({ validator }) => validator);
    const isAgain = this.votes.some(({ signature }) => signature === vote.signature);
    const known = present.map((host) => host.find(vote.validator)?.vote);
    if (!isAgain && known.some((one) => one && !isLater(vote, one) && one.signature !== vote.signature))
      this.contradictions.push(signed);
    for (const host of present)
      if (host.address === vote.validator || this.hears(host.address, signed)) host.hear(signed);
    this.#vote(vote);
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
