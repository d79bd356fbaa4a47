import { bool, bytes, enumeration, struct, type TypeOf, text, u8, u32, u64, variant, vec } from "@pha/codec";
import { maxExtrinsicBytes, maxHandOverRequestBytes, maxMessages } from "@pha/limits";
import { Certified, LeaseStatus, maxWaiting, StartRequest } from "@pha/program-kit";
import { Ask } from "@pha/secret-channel/ask";

/** Messages that the program is handed at a time: those of a block come together. */
export const maxStepMessages = 3 * maxMessages;

/** A finalized block and every message that its cluster got since the block before it that the program was given. */
export const Advance = struct({
  block: Certified,
  messages: vec(bytes({ max: maxExtrinsicBytes }), { max: maxStepMessages }),
});
export type Advance = TypeOf<typeof Advance>;

/** Messages of the cluster, in ledger order, from blocks too old to prove anything at: a later block proves them. */
export const Gather = vec(bytes({ max: maxExtrinsicBytes }), { max: maxStepMessages });

/** Most servers that settings may name, and bytes of the file with authorities. */
export const maxAllowed = 64;
export const maxCaBytes = 65_536;

/** What the settings of a development network let contracts fetch from. Enclaves of any other network disregard it. */
export const HttpSettings = struct({
  /** `host:port` of servers that may be on private networks, and without TLS. */
  allow: vec(text({ max: 260 }), { max: maxAllowed }),
  /** Authorities that are trusted besides, in PEM: one file of them. */
  ca: vec(text({ max: maxCaBytes }), { max: 1 }),
});
export type HttpSettings = TypeOf<typeof HttpSettings>;

/** What the host asks of the miner program. Each answer is a `reply` of the type named here. */
export const Request = enumeration({
  /** First of all. The 32 bytes of the enclave's identity. */
  Start: variant(
    0,
    struct({
      ...{ start: StartRequest, cluster: u32, threads: u32, checkpointBlocks: u32, http: HttpSettings },
      /** Of a core's time, what is spent on spare work at most. */
      sparePercent: u8,
    }),
  ),
  /** Nothing comes back. */
  Advance: variant(1, Advance),
  /** A `Registration`. */
  Register: variant(2),
  /** A `TickReply`: what is to be done is under way then, and what was done since the last tick is told. */
  Tick: variant(3),
  /** A `WorkerReply`. */
  Ask: variant(4, Ask),
  /** Nothing comes back. */
  Gather: variant(5, Gather),
  /** Last of all. Nothing comes back, once what the next start goes on from is kept. */
  Rest: variant(6),
  /** Another worker's `SignedHandOverRequest`. The part that it wants, sealed to its session. */
  Give: variant(7, bytes({ max: maxHandOverRequestBytes })),
  /** A `Reached`. */
  Reach: variant(8),
  /** A block that leads to a newer one: messages are given with that. Nothing comes back. */
  Skip: variant(9, Certified),
});
export type Request = TypeOf<typeof Request>;

export const TickReply = struct({
  /** Signed bare extrinsics. Sending one again does nothing. */
  extrinsics: vec(bytes({ max: 65_536 }), { max: maxWaiting }),
  /** `not-registered`, `replaced`, `attestation-expired`, `not-a-member`, `unleased`, `waiting-for-keys`, `catching-up` or `serving`. */
  standing: text({ max: 32 }),
  /** Whether the session is to be registered again, so that its attestation does not expire. */
  renews: bool,
  /** How its lease stands. */
  lease: LeaseStatus,
  /** Block up to which the messages of the cluster have been taken in. */
  taken: u32,
  /** How many these are. */
  messages: u64,
  contracts: u32,
  /** Contracts that wait for keys. */
  lacking: u32,
  /** Tasks of contracts: runs since the program started, those that failed, and those left out for one still under way. */
  tasks: struct({ ran: u32, failed: u32, skipped: u32 }),
  /**
   * Since the program started: messages that were executed, contracts that went on from this machine's checkpoints and from
   * other workers', checkpoints that were made and that others were given.
   */
  work: struct({ executed: u64, resumed: u32, received: u32, kept: u32, given: u32 }),
});
export type TickReply = TypeOf<typeof TickReply>;
