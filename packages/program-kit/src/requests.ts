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
  u16,
  u32,
  u64,
  variant,
  vec,
} from "@pha/codec";
import { Certificate, Header, Witness } from "@pha/light-client";
import {
  maxCheckpointPartBytes,
  maxExtrinsicBytes,
  maxHandOverRequestBytes,
  maxKeyReleaseBytes,
  maxMessages,
  maxProvenKeys,
} from "@pha/limits";

/** A milestone, sealed: a header and as many validators as a set may have. */
const sealedMilestone = bytes({ max: 32_768 });

/** First request of a host: the network's beginning, the operator, and the program's sealed identity if it has one. */
export const StartRequest = struct({
  genesisHeader: Header,
  /** Proves the first validator set against the genesis header. */
  validators: Witness,
  operator: AccountId,
  identity: option(bytes({ max: 4096 })),
  /** Of its last {@link Reached}, if there is one. */
  milestone: option(sealedMilestone),
});
export type StartRequest = TypeOf<typeof StartRequest>;

/** A finalized block. */
export const Certified = struct({ header: Header, certificate: Certificate });
export type Certified = TypeOf<typeof Certified>;

/** The newest finalized block that an enclave believes, the set that certifies the next one, and both for its next start. */
export const Reached = struct({ number: u32, setId: u64, milestone: sealedMilestone });
export type Reached = TypeOf<typeof Reached>;

/** Data that the operator submits so that the ledger knows the session, and the sealed identity for the next start. */
export const Registration = struct({
  identity: fixedBytes(32),
  signKey: fixedBytes(32),
  hpkeKey: fixedBytes(32),
  /** The finalized block that the quote names. */
  number: u32,
  quote: bytes({ max: 16_384 }),
  sealedIdentity: bytes({ max: 4096 }),
});
export type Registration = TypeOf<typeof Registration>;

/** How an enclave's lease stands: 0 left, and it serves nothing. */
export const LeaseStatus = struct({
  leftMs: u32,
  /** Validators whose answer to the newest question holds, and how many there are. */
  answered: u16,
  validators: u16,
});
export type LeaseStatus = TypeOf<typeof LeaseStatus>;

/** What is written to a connection at a time. */
const maxStreamBytes = 1 << 20;

/** Requests of a program to its host. Nothing that comes back is believed unchecked. */
export const Ocall = enumeration({
  /** Values and proof of storage keys at a finalized height: SCALE of a `Witness`. */
  Prove: variant(0, struct({ number: u32, keys: vec(bytes({ max: 512 }), { max: maxProvenKeys }) })),
  /** A contract's code, by its SHA-256. */
  Code: variant(1, H256),
  /** One gatekeeper's answer to a key request. */
  Release: variant(2, struct({ gatekeeper: H256, request: bytes({ max: maxKeyReleaseBytes }) })),
  /** Has the host tick without a new block: there is more to do. Nothing comes back. */
  Wake: variant(3),
  /** A validator's `Freshness` for a nonce. */
  Fresh: variant(4, struct({ validator: fixedBytes(20), nonce: H256 })),
  /** All messages that a cluster got in some blocks, in order: `BroughtMessages`. */
  Messages: variant(5, struct({ cluster: u32, fromBlock: u32, toBlock: u32 })),
  /** Makes a TCP connection; its number, a u32. */
  Connect: variant(6, struct({ host: text({ max: 260 }), port: u16 })),
  /** Sends bytes. Nothing comes back, once there is room for more. */
  Write: variant(7, struct({ stream: u32, bytes: bytes({ max: maxStreamBytes }) })),
  /** The next bytes that come; none at the end. */
  Read: variant(8, u32),
  /** Ends a connection. Nothing comes back. */
  Close: variant(9, u32),
  /** Keeps the next part of a contract's checkpoint; with the last one it takes the place of the one before. Nothing comes back. */
  Keep: variant(10, struct({ contract: H256, part: u16, isLast: bool, bytes: bytes({ max: maxCheckpointPartBytes }) })),
  /** A part of a contract's checkpoint; no bytes when there is none. */
  Kept: variant(11, struct({ contract: H256, part: u16 })),
  /** The last messages of a cluster up to a block, in order: of some of its blocks, of each all. `BroughtMessages`. */
  MessagesUpTo: variant(13, struct({ cluster: u32, block: u32 })),
  /** Another worker's answer to a request for a part of a checkpoint. */
  HandOver: variant(12, struct({ giver: H256, request: bytes({ max: maxHandOverRequestBytes }) })),
});
export type Ocall = TypeOf<typeof Ocall>;

/** Messages as a host brings them: of the blocks that it was asked for. */
export const BroughtMessages = vec(bytes({ max: maxExtrinsicBytes }), { max: 2 * maxMessages });
