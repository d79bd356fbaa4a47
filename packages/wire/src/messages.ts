import {
  AccountId,
  bool,
  bytes,
  enumeration,
  fixedBytes,
  H256,
  option,
  struct,
  type TypeOf,
  text,
  u32,
  u64,
  u128,
  variant,
  vec,
} from "@pha/codec";
import { Body, Certificate, Header, NilCertificate, Vote, vouching } from "@pha/light-client";
import {
  eventsAtOnceBytes,
  maxBlocksAtOnce,
  maxExtrinsicBytes,
  maxExtrinsicItems,
  maxHandOverBytes,
  maxHandOverRequestBytes,
  maxKeyBytes,
  maxKeyReleaseBytes,
  maxMessages,
  maxPathBlocks,
  maxPayloadBytes,
  maxProvenKeys,
} from "@pha/limits";

const payload = bytes({ max: maxPayloadBytes });

/** A message of the ledger to the enclaves of a cluster: the bytes that the cluster's message head chains. */
export const ClusterMessage = struct({ cluster: u32, message: payload });

/** An event of a block. */
const BlockEvent = struct({
  /** Index of the extrinsic that caused it; none for hooks of the block. */
  extrinsic: option(u32),
  pallet: text({ max: 64 }),
  name: text({ max: 64 }),
  /** SCALE of the event's fields. */
  data: bytes({ max: eventsAtOnceBytes }),
});

/** A header, the certificate that finalizes it, and the messages it queued, in order. */
export const FinalizedBlock = struct({
  header: Header,
  certificate: Certificate,
  messages: vec(ClusterMessage, { max: maxMessages }),
  /** In the order of their deposit, where they were asked for; `blockFinalized` has none. */
  events: vec(BlockEvent, { max: eventsAtOnceBytes }),
  /** More events than fit: to be asked for from the next one on. */
  hasMore: bool,
});

/** A proposal that is too large for one event: its height and its block's hash. */
export const BlockAnnounced = struct({ number: u32, hash: H256 });

/** A height, and from which byte of its proposal on. */
export const BlockGet = struct({ number: u32, offset: u32 });

/** A part of a proposal's SCALE, which has `total` bytes, and the hash of its block. */
export const BlockPart = struct({ hash: H256, total: u32, bytes: payload });
export type BlockPart = TypeOf<typeof BlockPart>;

/** SHA-256 of a runtime's code. */
export const CodeGet = struct({ hash: H256 });

/** A runtime's code. */
export const Code = payload;

/** The first height, how many blocks at most, and from which event of the first on; no events when absent. */
export const FinalizedGet = struct({ from: u32, limit: u32, events: option(u32) });

/** A cluster, the first and the last block; and whether those that came last are wanted, where not all fit. */
export const MessagesGet = struct({ cluster: u32, fromBlock: u32, toBlock: u32, isNewest: bool });

/** The messages of some of a cluster's blocks in ledger order: of each block all or none. */
export const ClusterMessages = vec(struct({ block: u32, message: payload }), { max: 2 * maxMessages });

/** A set of validators that is known, and a height that is behind. */
export const PathGet = struct({ setId: u64, number: u32 });

/**
 * Certified blocks above that height, each of which can be believed by whoever believes the one before: the last block
 * of each set from that one on, and the newest block of all; as many as fit, the first ones.
 */
export const FinalizedPath = vec(struct({ header: Header, certificate: Certificate }), { max: maxPathBlocks });

/** The first height and how many blocks at most. */
export const ArchivedGet = struct({ from: u32, limit: u32 });

/** Consecutive finalized blocks; as many as fit one message. */
export const FinalizedBlocks = vec(FinalizedBlock, { max: maxBlocksAtOnce });

/** A sealed block without its witness, which whoever has the state can make. */
const VotedBlock = struct({
  header: Header,
  extrinsics: Body,
  closed: option(NilCertificate),
});

/** What a validator remembers: its newest certificate, and its newest vote with the block that it is about. */
export const ValidatorState = struct({
  certified: option(struct({ header: Header, certificate: Certificate })),
  vote: option(struct({ vote: Vote, block: VotedBlock })),
});
export type ValidatorState = TypeOf<typeof ValidatorState>;

/**
 * A vote, and the header of the block that it is for; nil names none. Whoever knows the validators can verify it without
 * having seen the proposal.
 */
export const SignedVote = struct({ vote: Vote, header: option(Header) });
export type SignedVote = TypeOf<typeof SignedVote>;

/** Asks a validator for the newest vote of another one, the asker, that it heard. */
export const HeardGet = struct({ nonce: H256, asker: fixedBytes(20) });
/** Asks a validator for what it remembers. */
export const StateGet = struct({ nonce: H256 });

/** What validators say under their signature. */
export const vouched = {
  heard: vouching("heard", HeardGet, option(SignedVote)),
  state: vouching("state", StateGet, ValidatorState),
} as const;

/** A certified block, to be run again. */
export const ArchivedBlock = struct({
  header: Header,
  extrinsics: Body,
  certificate: Certificate,
});
export type ArchivedBlock = TypeOf<typeof ArchivedBlock>;

/** Consecutive certified blocks; as many as fit one message. */
export const ArchivedBlocks = vec(ArchivedBlock, { max: maxBlocksAtOnce });

/** Storage keys; the newest certified height when none is named. */
export const ProofGet = struct({ number: option(u32), keys: vec(bytes({ max: maxKeyBytes }), { max: maxProvenKeys }) });

/** Values in the order of the keys, and the proof against the state root of `number`. */
export const Proof = struct({ number: u32, values: vec(option(payload), { max: maxProvenKeys }), proof: payload });

/** The bytes of one extrinsic. */
export const Submission = bytes({ max: maxExtrinsicBytes });

/** Of extrinsics that wait. */
export const Hashes = vec(H256, { max: 65_536 });

/**
 * A call that an account would sign: with what, which the fee depends on, with which tip, and as which nonce, its next one
 * when absent.
 */
export const Intent = struct({
  call: Submission,
  from: AccountId,
  scheme: enumeration({ sr25519: variant(0), ed25519: variant(1), ecdsa: variant(2) }),
  nonce: option(u32),
  tip: u128,
});

/** The fee without the tip; what would come of the call, none of new code of the ledger; what it cost, in requests. */
export const Foretold = struct({
  fee: u128,
  outcome: option(
    struct({
      ok: bool,
      /** Why it would not get into a block. */
      refused: option(text({ max: 1_024 })),
      failures: vec(struct({ event: text({ max: 128 }), error: text({ max: 128 }) }), { max: maxExtrinsicItems }),
      /** What the refusal, or the error of the last failure, tells beside its name: JSON. */
      facts: text({ max: maxPayloadBytes }),
    }),
  ),
  cost: u32,
});

/** The extrinsic's hash: it is stored. */
export const Receipt = struct({ hash: H256 });

/** A worker's signed request for keys, as enclaves write it. */
export const KeyReleaseRequest = bytes({ max: maxKeyReleaseBytes });

/** Partial keys, sealed to the worker's session. */
export const KeyReleaseReply = bytes({ max: maxKeyReleaseBytes });

/** A worker's signed request for a part of a contract's checkpoint, as enclaves write it. */
export const HandOverRequest = bytes({ max: maxHandOverRequestBytes });

/** The part, sealed to the asking worker's session. */
export const HandOverReply = bytes({ max: maxHandOverBytes });
