import { CodedError, decode, encode, type Hex } from "@pha/codec";
import {
  type Certificate,
  type Choice,
  commitmentDigest,
  commitmentOf,
  type Header,
  headerHash,
  type LightClient,
  nilDigest,
  Proposal,
  readDigest,
  type Vote,
} from "@pha/light-client";
import type { ValidatorState } from "@pha/wire";
import { type Candidate, type Decision, decide, isRival, type VoteState } from "../rule/vote-rule.ts";
import type { Telemetry } from "../telemetry.ts";
import { isInvalid } from "../validation/verdict.ts";
import type { BlockArchive } from "./block-archive.ts";
import { candidateOf } from "./candidate.ts";
import { PendingProposals } from "./pending.ts";
import type { ValidatorKey } from "./validator-key.ts";
import type { VoteStore } from "./vote-store.ts";

/** Parts of a validator. */
export interface ValidatorParts {
  /** At genesis: the store brings it to the newest certified block. */
  readonly client: LightClient;
  readonly key: ValidatorKey;
  readonly store: VoteStore;
  readonly archive: Pick<BlockArchive, "keep">;
  /** Re-executes a child of `parent`; throws a coded error for a block that is bad (`isInvalid`) or cannot be run now. */
  readonly validate: (parent: Header, proposal: Proposal, signal: AbortSignal) => Promise<void>;
  /** Whether a registered author sealed this child of `parent`. */
  readonly isAuthored: (parent: Header, proposal: Proposal) => boolean;
  /** Publishes a vote that is on disk. */
  readonly send: (vote: Vote) => void;
  readonly telemetry: Telemetry;
  /** When it was started, by its clock. */
  readonly startedMs: number;
}

/** Decides about proposals, one at a time, and remembers what it decided. Once disposed, it votes no more. */
export interface Validator extends AsyncDisposable {
  /** Highest certified block. */
  readonly certified: { readonly number: number; readonly hash: Hex };
  /** Resolves when the proposal has been voted on, re-sent, refused, or put aside until its parent is certified. */
  propose(proposal: Proposal): Promise<void>;
  /**
   * Takes in a certificate, of any higher block; proposals that waited for it come up.
   *
   * @throws what `LightClient.accept` throws.
   */
  certify(header: Header, certificate: Certificate): void;
  /** A proposal that it keeps: the one it voted on, or one that waits for its parent's certificate. */
  find(hash: Hex): Proposal | undefined;
  /** The vote and certificate that bind it. */
  remembered(): ValidatorState;
}

/** The newest vote and what it is about. */
interface Last {
  readonly vote: Vote;
  readonly proposal: Proposal;
  readonly blockHash: Hex;
}

/**
 * Starts from what the store remembers.
 *
 * With an empty store it may have voted and forgotten. All that it may have voted for is older than its start, because
 * it waits for a block's time before it votes; so it abstains until a block newer than that is certified without it.
 * The network's first block has none below, so everybody's store is empty there.
 */
export function makeValidator(parts: ValidatorParts): Validator {
  const { client, key, store, telemetry } = parts;
  const pending = new PendingProposals();
  const kept = store.load();
  let last = kept.vote && lastOf(kept.vote.vote, decode(Proposal, kept.vote.proposal));
  let certificate = kept.certified;
  for (const { header, certificate } of store.listChanges()) client.accept(header, certificate);
  if (certificate && certificate.header.number > client.head.header.number)
    client.accept(certificate.header, certificate.certificate);
  let mayHaveForgotten = !kept.vote;
  const stop = new AbortController();
  let queue: Promise<void> = Promise.resolve();

  const certified = () => ({ number: client.head.header.number, hash: client.head.hash });
  const state = (): VoteState => ({ certified: certified(), vote: last && castVoteOf(last) });

  async function consider(proposal: Proposal): Promise<void> {
    stop.signal.throwIfAborted();
    const candidate = candidateOf(client, proposal);
    if (isRival(state(), candidate)) reportRival(proposal);
    const first = decide(state(), candidate);
    if (first.type !== "vote") return settle(first, candidate, proposal);
    if (!client.validators.addresses.includes(key.address)) return telemetry.notInSet(candidate);
    if (mayHaveForgotten && candidate.number > 1) return telemetry.abstained(candidate);
    const began = performance.now();
    const choice = await judge(candidate, proposal);
    stop.signal.throwIfAborted();
    // Certificates came in while the block was being run: the rule has the last word.
    const second = decide(state(), candidate);
    if (second.type !== "vote") return settle(second, candidate, proposal);
    castVote(choice, candidate, proposal);
    const { length } = proposal.extrinsics;
    telemetry.voted({ ...candidate, choice: choice.type, extrinsics: length, ms: performance.now() - began });
  }

  async function judge(candidate: Candidate, proposal: Proposal): Promise<Choice> {
    try {
      await parts.validate(client.head.header, proposal, stop.signal);
      return { type: "Block", value: candidate.blockHash };
    } catch (error) {
      if (!isInvalid(error)) throw error;
      telemetry.invalid({ ...candidate, error });
      return { type: "Nil", value: error.code };
    }
  }

  function settle(decision: Decision, candidate: Candidate, proposal: Proposal): void {
    if (decision.type === "resend" && last) parts.send(last.vote);
    if (decision.type === "wait") pending.put(client.head.header.number, proposal);
    if (decision.type === "refuse") telemetry.refused({ ...candidate, reason: decision.reason });
  }

  /** The only place where a signature of a vote comes into being: stored first, sent after. */
  function castVote(choice: Choice, { number, round }: Candidate, proposal: Proposal): void {
    const set = client.validators;
    const digest =
      choice.type === "Block"
        ? commitmentDigest(client.genesisHash, commitmentOf(proposal.header, set))
        : nilDigest(client.genesisHash, { number, round, setId: set.id });
    const vote: Vote = { number, round, setId: set.id, choice, validator: key.address, signature: key.sign(digest) };
    const record = { vote, proposal: encode(Proposal, proposal) };
    store.save({ genesisHash: client.genesisHash, certified: certificate, vote: record });
    last = lastOf(vote, proposal);
    mayHaveForgotten = false;
    parts.send(vote);
  }

  /** Keeps both seals, if the second is one. */
  function reportRival(proposal: Proposal): void {
    if (!last || !parts.isAuthored(client.head.header, proposal)) return;
    const { number, round } = last.vote;
    const isNew = store.keepEvidence({ number, round, first: last.proposal.header, second: proposal.header });
    if (isNew) telemetry.equivocation({ number, round, first: last.blockHash, second: headerHash(proposal.header) });
  }

  function unvoted(header: Header, error: unknown): void {
    if (stop.signal.aborted) return;
    const block = { number: header.number, blockHash: headerHash(header) };
    if (error instanceof CodedError) telemetry.notVoted({ ...block, error });
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
      if (readDigest(header).nextSet) store.keepChange(certificate);
      if (given.timeMs > BigInt(parts.startedMs)) mayHaveForgotten = false;
      if (last?.blockHash === given.blockHash && last.vote.choice.type === "Block")
        parts.archive.keep(header.number, { header, extrinsics: last.proposal.extrinsics, certificate: given });
      telemetry.certified({ number: header.number });
      const next = pending.take(header.number);
      if (next) void enqueue(next);
    },
    remembered: () => ({ certified: certificate, vote: last && { vote: last.vote, block: last.proposal } }),
    find: (hash) => (last?.blockHash === hash ? last.proposal : pending.find(hash)),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await queue;
    },
  };
}

const lastOf = (vote: Vote, proposal: Proposal): Last => ({ vote, proposal, blockHash: headerHash(proposal.header) });

const castVoteOf = ({ vote: { number, round, choice }, blockHash }: Last) => ({
  number,
  round,
  blockHash,
  isNil: choice.type === "Nil",
});
