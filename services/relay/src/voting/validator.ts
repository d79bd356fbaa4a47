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
  quorum,
  readDigest,
  type Vote,
} from "@pha/light-client";
import type { SignedVote, ValidatorState } from "@pha/wire";
import { type Doubt, doubtOf, isLater } from "../rule/recollection.ts";
import { type Candidate, type Decision, decide, isRival, type VoteState } from "../rule/vote-rule.ts";
import type { Telemetry } from "../telemetry.ts";
import { isInvalid } from "../validation/verdict.ts";
import type { BlockArchive } from "./block-archive.ts";
import { candidateOf } from "./candidate.ts";
import { PendingProposals } from "./pending.ts";
import { signedVoteOf } from "./signed-vote.ts";
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
  /** Whether a vote is signed by the validator of the set that it names. */
  readonly isSigned: (signed: SignedVote) => boolean;
  /** Publishes a vote that is on disk. */
  readonly send: (signed: SignedVote) => void;
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
  /** Others of the set whose answer is missing; `undefined` once none is needed any more. */
  unasked(): readonly Hex[] | undefined;
  /**
   * Takes what others answered about this validator's newest vote: above the certified block its own signature binds it,
   * whoever kept it, and what it cannot verify is no answer. A proposal that waited for enough answers comes up.
   */
  recall(answers: ReadonlyMap<Hex, SignedVote | undefined>): void;
}

/** The newest vote and what it is about. */
interface Last {
  readonly vote: Vote;
  /** The block that was looked at; unknown of a nil that was given back. */
  readonly header: Header | undefined;
  readonly blockHash: Hex | undefined;
  /** Missing of a vote that was given back, until it is proposed again. */
  readonly proposal: Proposal | undefined;
}

/**
 * Starts from what the store remembers, which may not be all that was signed: {@link doubtOf} says when it votes. Whoever
 * heard a later vote of its own gives it back, and it binds as if it had been in the store.
 */
export function makeValidator(parts: ValidatorParts): Validator {
  const { client, key, store, telemetry } = parts;
  const pending = new PendingProposals();
  const kept = store.load();
  let last: Last | undefined = kept.vote && lastOf(kept.vote.vote, decode(Proposal, kept.vote.proposal));
  let certificate = kept.certified;
  for (const { header, certificate } of store.listChanges()) client.accept(header, certificate);
  if (certificate && certificate.header.number > client.head.header.number)
    client.accept(certificate.header, certificate.certificate);
  let isEmpty = !kept.vote;
  let isPassed = false;
  const answered = new Set<Hex>();
  /** The newest proposal that was not voted on for lack of answers. */
  let held: Proposal | undefined;
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
    const doubt = doubtOf(recollection(), candidate.number);
    if (doubt) return abstain(doubt, candidate, proposal);
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

  const others = () => client.validators.addresses.filter((address) => address !== key.address);
  const recollection = () => ({
    isEmpty,
    isPassed,
    answers: others().filter((address) => answered.has(address)).length,
    quorum: quorum(client.validators.addresses.length),
  });

  function abstain(doubt: Doubt, candidate: Candidate, proposal: Proposal): void {
    if (doubt === "unasked") held = proposal;
    telemetry.abstained({ ...candidate, doubt });
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
    if (decision.type === "resend") resend(proposal);
    if (decision.type === "wait") pending.put(client.head.header.number, proposal);
    if (decision.type === "refuse") telemetry.refused({ ...candidate, reason: decision.reason });
  }

  /** A vote for a block that was given back goes to the disk first, with the block; what a nil was about is unknown. */
  function resend(proposal: Proposal): void {
    if (!last) return;
    if (!last.proposal && last.header) keep(last.vote, proposal);
    parts.send(signedVoteOf(last.vote, last.header));
  }

  function keep(vote: Vote, proposal: Proposal): void {
    const record = { vote, proposal: encode(Proposal, proposal) };
    store.save({ genesisHash: client.genesisHash, certified: certificate, vote: record });
    last = lastOf(vote, proposal);
  }

  /** The only place where a signature of a vote comes into being: stored first, sent after. */
  function castVote(choice: Choice, { number, round }: Candidate, proposal: Proposal): void {
    const set = client.validators;
    const digest =
      choice.type === "Block"
        ? commitmentDigest(client.genesisHash, commitmentOf(proposal.header, set))
        : nilDigest(client.genesisHash, { number, round, setId: set.id });
    const vote: Vote = { number, round, setId: set.id, choice, validator: key.address, signature: key.sign(digest) };
    keep(vote, proposal);
    isEmpty = false;
    parts.send(signedVoteOf(vote, proposal.header));
  }

  /** Keeps both seals, if the second is one. */
  function reportRival(proposal: Proposal): void {
    if (!last?.header || !parts.isAuthored(client.head.header, proposal)) return;
    const { number, round } = last.vote;
    const [first, second] = [last.header, proposal.header];
    const isNew = store.keepEvidence({ number, round, first, second });
    if (isNew) telemetry.equivocation({ number, round, first: headerHash(first), second: headerHash(second) });
  }

  /** Others have a vote of this validator that its store lacks. */
  function takeBack({ vote, header }: SignedVote): void {
    last = { vote, header, blockHash: header && headerHash(header), proposal: undefined };
    telemetry.recalled(vote);
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
      held = undefined;
      isPassed ||= given.timeMs > BigInt(parts.startedMs);
      if (last?.proposal && last.blockHash === given.blockHash && last.vote.choice.type === "Block")
        parts.archive.keep(header.number, { header, extrinsics: last.proposal.extrinsics, certificate: given });
      telemetry.certified({ number: header.number });
      const next = pending.take(header.number);
      if (next) void enqueue(next);
    },
    remembered: () => ({
      certified: certificate,
      vote: last?.proposal && { vote: last.vote, block: last.proposal },
    }),
    find: (hash) => (last?.blockHash === hash ? last.proposal : pending.find(hash)),
    unasked: () => (isPassed ? undefined : others().filter((address) => !answered.has(address))),
    recall(answers) {
      for (const [from, signed] of answers) {
        const isOpen = signed && signed.vote.number > client.head.header.number;
        if (isOpen && !(signed.vote.validator === key.address && parts.isSigned(signed))) continue;
        answered.add(from);
        if (isOpen && isLater(signed.vote, last?.vote)) takeBack(signed);
      }
      const proposal = held;
      held = undefined;
      if (proposal) void enqueue(proposal);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await queue;
    },
  };
}

const lastOf = (vote: Vote, proposal: Proposal) => ({
  vote,
  proposal,
  header: proposal.header,
  blockHash: headerHash(proposal.header),
});

const castVoteOf = ({ vote: { number, round, choice }, blockHash }: Last) => ({
  number,
  round,
  blockHash,
  isNil: choice.type === "Nil",
});
