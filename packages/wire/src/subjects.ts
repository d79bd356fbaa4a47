import { H256, unit } from "@pha/codec";
import { Freshness, Proposal, Vote } from "@pha/light-client";
import { Ask, WorkerReply } from "@pha/secret-channel/ask";
import {
  ArchivedBlocks,
  ArchivedGet,
  BlockAnnounced,
  BlockGet,
  BlockPart,
  ClusterMessages,
  Code,
  CodeGet,
  FinalizedBlock,
  FinalizedBlocks,
  FinalizedGet,
  FinalizedPath,
  Foretold,
  HandOverReply,
  HandOverRequest,
  Hashes,
  HeardGet,
  Intent,
  KeyReleaseReply,
  KeyReleaseRequest,
  MessagesGet,
  PathGet,
  Proof,
  ProofGet,
  Receipt,
  SignedVote,
  StateGet,
  Submission,
  vouched,
} from "./messages.ts";
import { event, rpc } from "./subject.ts";

/** Every message that crosses a service boundary. `{hole}` is one subject token. */
export const subjects = {
  blockProposed: event("chain.v1.block.proposed", Proposal, "A sealed block with its witness, for validators."),
  blockAnnounced: event(
    "chain.v1.block.announced",
    BlockAnnounced,
    "A proposal above 1 MiB: validators request its parts.",
  ),
  relayVote: event("relay.v1.validator.{validator}.vote", Vote, "One validator's vote for one height and round."),
  voteSigned: event(
    "relay.v1.validator.{validator}.signed",
    SignedVote,
    "Each vote once more, before it: for the other validators, who remember it for one that lost it.",
  ),
  blockFinalized: event("chain.v1.block.finalized", FinalizedBlock, "Once per finalized block, in height order."),
  chainMoved: event("chain.v1.moved", unit, "The chain's database has gone on: for its other replicas."),
  poolGrown: event("chain.v1.pool.grown", Hashes, "Extrinsics that one replica has stored: for the others."),
  blockGet: rpc(
    "chain.v1.block.get",
    { request: BlockGet, reply: BlockPart, timeoutMs: 5_000 },
    "Part of the proposal of a height, for a validator that missed it or for which it is too large.",
  ),
  codeGet: rpc(
    "chain.v1.code.get",
    { request: CodeGet, reply: Code, timeoutMs: 5_000 },
    "Code of a runtime, for a validator that finds its hash in a parent's state.",
  ),
  finalizedGet: rpc(
    "chain.v1.finalized.get",
    { request: FinalizedGet, reply: FinalizedBlocks, timeoutMs: 5_000 },
    "Finalized blocks from a height on, for whoever missed them.",
  ),
  finalizedPath: rpc(
    "chain.v1.finalized.path",
    { request: PathGet, reply: FinalizedPath, timeoutMs: 5_000 },
    "The few finalized blocks that lead to the newest one, for whoever believes certificates alone.",
  ),
  messagesGet: rpc(
    "chain.v1.messages.get",
    { request: MessagesGet, reply: ClusterMessages, timeoutMs: 5_000 },
    "Finalized messages of one cluster, as many as fit: of one block at least, if there are any.",
  ),
  validatorState: rpc(
    "relay.v1.validator.{validator}.state",
    { request: StateGet, reply: vouched.state.reply, timeoutMs: 2_000 },
    "A validator's last certificate, vote and proposal, for a chain that may have lost blocks.",
  ),
  validatorHeard: rpc(
    "relay.v1.validator.{validator}.heard",
    { request: HeardGet, reply: vouched.heard.reply, timeoutMs: 2_000 },
    "The newest vote of another validator that this one heard, for the other one: its store may be an older copy.",
  ),
  validatorBlocks: rpc(
    "relay.v1.validator.{validator}.blocks",
    { request: ArchivedGet, reply: ArchivedBlocks, timeoutMs: 5_000 },
    "Certified blocks from a height on, for a chain that has lost them.",
  ),
  validatorFresh: rpc(
    "relay.v1.validator.{validator}.fresh",
    { request: H256, reply: Freshness, timeoutMs: 2_000 },
    "The newest certified block that a validator knows, signed for the requester's nonce.",
  ),
  proofGet: rpc(
    "chain.v1.state.prove",
    { request: ProofGet, reply: Proof, timeoutMs: 5_000 },
    "Values of storage keys at a certified height, with their proof.",
  ),
  callForetell: rpc(
    "chain.v1.call.foretell",
    { request: Intent, reply: Foretold, timeoutMs: 10_000 },
    "What a call would cost and come to, if its account signed it and it were in a block now. Nothing is kept.",
  ),
  submit: rpc(
    "chain.v1.extrinsic.submit",
    { request: Submission, reply: Receipt, timeoutMs: 10_000 },
    "Hands in an extrinsic; the receipt says that it is stored and will survive a crash.",
  ),
  keyRelease: rpc(
    "gatekeeper.v1.member.{identity}.release",
    { request: KeyReleaseRequest, reply: KeyReleaseReply, timeoutMs: 5_000 },
    "One gatekeeper's partial keys, sealed to the asking enclave's session.",
  ),
  handOver: rpc(
    "miner.v1.worker.{identity}.checkpoint",
    { request: HandOverRequest, reply: HandOverReply, timeoutMs: 5_000 },
    "A part of a contract's checkpoint, for another worker of the cluster, sealed to its enclave's session.",
  ),
  workerAsk: rpc(
    "miner.v1.worker.{identity}.ask",
    { request: Ask, reply: WorkerReply, timeoutMs: 20_000 },
    "Asks one worker what a client wants of its cluster: an encrypted query, or receipts. Its enclave proves its reply.",
  ),
} as const;
