import { CodedError, encode, type Hex } from "@pha/codec";
import {
  type Certificate,
  commitmentDigest,
  commitmentOf,
  type Header,
  headerHash,
  type LightClient,
  Proposal,
  readDigest,
  type Vote,
} from "@pha/light-client";
import type { Telemetry } from "../telemetry.ts";
import { PendingProposals } from "./pending.ts";
import type { ValidatorKey } from "./validator-key.ts";
import { type Candidate, type CastVote, type Decision, decide } from "./vote-rule.ts";
import type { VoteStore } from "./vote-store.ts";

/** What a validator is made of. */
export interface ValidatorParts {
  /** At genesis: the store brings it to the newest certified block. */
  readonly client: LightClient;
  readonly key: ValidatorKey;
  readonly store: VoteStore;
  /** Re-executes a child of `parent`; throws a coded error for a block that gets no vote (now). */
  readonly validate: (parent: Header, proposal: Proposal, signal: AbortSignal) => Promise<void>;
  /** Publishes a vote that is on disk. */
  readonly send: (vote: Vote) => void;
  readonly telemetry: Telemetry;
}

/** Decides about proposals, one at a time, and remembers what it decided. Once disposed, it votes no more. */
export interface Validator extends AsyncDisposable {
  /** Highest certified block. */
  readonly certified: { readonly number: number; readonly hash: Hex };
  /** Resolves when the proposal has been voted for, re-sent, refused, or put aside until its parent is certified. */
  propose(proposal: Proposal): Promise<void>;
  /**
   * Takes in a certificate, of any higher block; proposals that waited for it come up.
   *
   * @throws what `LightClient.accept` throws.
   */
  certify(header: Header, certificate: Certificate): void;
}

/** Starts from what the store remembers. */
export function makeValidator(parts: ValidatorParts): Validator {
  const { client, key, store, telemetry } = parts;
  const pending = new PendingProposals();
  const kept = store.load();
  let last = kept.vote;
  let certificate = kept.certified;
  if (certificate) client.accept(certificate.header, certificate.certificate);
  const stop = new AbortController();
  let queue: Promise<void> = Promise.resolve();

  const certified = () => ({ number: client.head.header.number, hash: client.head.hash });
  const judge = (candidate: Candidate): Decision =>
    decide({ certified: certified(), vote: last && castVoteOf(last.vote) }, candidate);

  async function consider(proposal: Proposal): Promise<void> {
    stop.signal.throwIfAborted();
    const candidate = candidateOf(proposal);
    const first = judge(candidate);
    if (first.type !== "vote") return settle(first, candidate, proposal);
    if (!client.validators.addresses.includes(key.address)) return telemetry.notInSet(candidate);
    const began = performance.now();
    await parts.validate(client.head.header, proposal, stop.signal);
    stop.signal.throwIfAborted();
    // Certificates came in while the block was being run: the rule has the last word.
    const second = judge(candidate);
    if (second.type !== "vote") return settle(second, candidate, proposal);
    castVote(candidate, proposal);
    telemetry.votedFor({ ...candidate, extrinsics: proposal.extrinsics.length, ms: performance.now() - began });
  }

  function settle(decision: Decision, candidate: Candidate, proposal: Proposal): void {
    if (decision.type === "resend" && last) parts.send(last.vote);
    if (decision.type === "wait") pending.put(client.head.header.number, proposal);
    if (decision.type === "refuse") telemetry.refused({ ...candidate, reason: decision.reason });
  }

  /** The only place where a signature for a block comes into being: stored first, sent after. */
  function castVote({ number, round, blockHash }: Candidate, proposal: Proposal): void {
    const set = client.validators;
    const digest = commitmentDigest(client.genesisHash, commitmentOf(proposal.header, set));
    const vote: Vote = { number, round, setId: set.id, blockHash, validator: key.address, signature: key.sign(digest) };
    const record = { vote, proposal: encode(Proposal, proposal) };
    store.save({ genesisHash: client.genesisHash, certified: certificate, vote: record });
    last = record;
    parts.send(vote);
  }

  function unvoted(header: Header, error: unknown): void {
    if (stop.signal.aborted) return;
    const block = { number: header.number, blockHash: headerHash(header) };
    if (error instanceof CodedError) telemetry.notVotedFor({ ...block, error });
    else telemetry.fault({ ...block, error });
  }

  function enqueue(proposal: Proposal): Promise<void> {
    queue = queue.then(() => consider(proposal)).catch((error: unknown) => unvoted(proposal.header, error));
    return queue;
  }

  return {
    get certified() {
      return certified();
    },
    propose: enqueue,
    certify(header, given) {
      client.accept(header, given);
      certificate = { header, certificate: given };
      telemetry.certified({ number: header.number });
      const next = pending.take(header.number);
      if (next) void enqueue(next);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await queue;
    },
  };
}

function candidateOf({ header }: Proposal): Candidate {
  const { round } = readDigest(header);
  return { number: header.number, round, blockHash: headerHash(header), parentHash: header.parentHash };
}

const castVoteOf = ({ number, round, blockHash }: Vote): CastVote => ({ number, round, blockHash });
