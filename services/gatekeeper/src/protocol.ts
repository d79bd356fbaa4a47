import { bool, bytes, enumeration, option, struct, type TypeOf, text, u32, variant, vec } from "@pha/codec";
import { Certified, LeaseStatus, maxWaiting, SignedKeyRequest, StartRequest } from "@pha/program-kit";
import { maxGenerations } from "@pha/runtime/program";

const sealed = bytes({ max: 4096 });

/** What the program wants kept over a restart, and gave to nobody in the clear. */
export const Seals = struct({
  /** Secret of the newest key-generation round, until the share is made of it. */
  round: option(sealed),
  /** This gatekeeper's shares of master keys, one of each generation. */
  shares: option(sealed),
});
export type Seals = TypeOf<typeof Seals>;

/** What the host asks of the gatekeeper program. Each answer is a `reply` of the type named here. */
export const Request = enumeration({
  /** First of all. The 32 bytes of the enclave's identity. */
  Start: variant(0, struct({ start: StartRequest, seals: Seals })),
  /** A newer finalized block. Nothing comes back. */
  Advance: variant(1, Certified),
  /** A `Registration`. */
  Register: variant(2),
  /** A `TickReply`: what the program wants done as of the newest block it knows. */
  Tick: variant(3),
  /** Sealed partials for the enclave that asked. */
  Release: variant(4, SignedKeyRequest),
  /** A `Reached`. */
  Reach: variant(5),
});
export type Request = TypeOf<typeof Request>;

/** Seals are to be on disk before any of the extrinsics is sent. */
export const TickReply = struct({
  seals: Seals,
  /** Signed bare extrinsics. Sending one again does nothing. */
  extrinsics: vec(bytes({ max: 65_536 }), { max: maxWaiting }),
  /** Where this gatekeeper stands, in one word. */
  standing: text({ max: 32 }),
  /** Generations of the master key of which it holds a share. */
  holds: vec(u32, { max: maxGenerations }),
  /** Whether the session is to be registered again, so that its attestation does not expire. */
  renews: bool,
  /** How its lease stands. */
  lease: LeaseStatus,
});
export type TickReply = TypeOf<typeof TickReply>;
