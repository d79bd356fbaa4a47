import {
  AccountId,
  appended,
  bool,
  bytes,
  enumeration,
  fixedBytes,
  H256,
  option,
  struct,
  type TypeOf,
  text,
  u8,
  u32,
  u64,
  variant,
  vec,
  versioned,
} from "@pha/codec";
import { call, constant, definePallet, event, genesisPart, map, origin, value } from "@pha/frame";
import { Balance, PHA } from "../balances/account-data.ts";
import {
  Authority,
  CollateralName,
  CollateralPiece,
  StoredDocument,
  StoredPckCrl,
  StoredRootCrl,
  Tee,
} from "./collateral.ts";
import { PlatformPolicy, usualPlatforms, workerPlatform } from "./platforms.ts";

/** Role of an enclave; each has its own program. */
export const Role = enumeration({ Gatekeeper: variant(0), Miner: variant(1) });
export type Role = TypeOf<typeof Role>;

/** The two public keys that an enclave makes at every start. */
export const SessionKeys = struct({ signKey: fixedBytes(32), hpkeKey: fixedBytes(32) });
export type SessionKeys = TypeOf<typeof SessionKeys>;

/** A program that may serve in a role: SHA-384 of its bytes. */
export const AllowedProgram = struct({
  role: Role,
  measurement: fixedBytes(48),
  name: text({ max: 64 }),
  version: text({ max: 32 }),
});

/** Which programs may serve, and for how long one appraisal counts. */
export const Policy = versioned({ measurements: vec(AllowedProgram, { max: 64 }), maxAgeMs: u64 });
export type Policy = TypeOf<typeof Policy>;

const workerFields = {
  role: Role,
  operator: AccountId,
  session: SessionKeys,
  /** Sessions ever registered, this one included. */
  sessionNumber: u64,
  /** Block at which the session was registered. */
  registeredAt: u32,
  /** SHA-256 of the newest quote. */
  quoteHash: H256,
  measurement: fixedBytes(48),
  /** 1 (best) to 5; 128: emulated, worth nothing outside of development. */
  confidence: u8,
  attestedAtMs: u64,
  /** Sequence number of the session's next bare extrinsic. */
  bareSequence: u64,
};

/** What its bare extrinsics took of a block, in millionths, and have not given back by this block. */
const workerDebt = { bareDebt: appended(u32, 0), bareAt: appended(u32, 0) };

/**
 * A registered enclave. Only its newest session may serve and speak. Versioned, as are `Policy`, `Cluster` and
 * `Contract`: running enclaves and clients read them, and must outlive fields that a later version appends.
 */
export const Worker = versioned(workerFields, { later: [workerDebt, workerPlatform] });
export type Worker = TypeOf<typeof Worker>;

/** Ticks that what a new policy allows waits, where the network's genesis says nothing else: a day at the usual tick. */
const usualDelay = 7_200;

/** Held from the operator for each registered identity. */
export const workerDeposit = PHA;

/** A quote must name a block at most this old. */
export const maxQuoteAge = 150;

/** A policy that waits until everybody has had time to see what it allows. */
const Pending = struct({
  policy: option(struct({ policy: Policy, dueTick: u32 })),
  platforms: option(struct({ platforms: PlatformPolicy, dueTick: u32 })),
});

const Claim = struct({ claim: text({ max: 64 }), accepted: bool });

export const attestation = definePallet("Attestation", 8, {
  doc: "Which enclaves there are, what program each runs, which session speaks for it.",
  /**
   * Programs that may serve, which hardware counts, and how many ticks what a new policy allows waits. The root key of
   * emulated platforms, and a root for hardware that is not Intel's, are for development alone.
   */
  genesis: genesisPart(
    struct({
      policy: Policy,
      platforms: PlatformPolicy,
      policyDelay: u32,
      developmentRoot: option(fixedBytes(32)),
      hardwareRoot: option(bytes({ max: 2_048 })),
    }),
    {
      policy: { measurements: [], maxAgeMs: 0n },
      platforms: usualPlatforms,
      policyDelay: usualDelay,
      developmentRoot: undefined,
      hardwareRoot: undefined,
    },
  ),
  holdReasons: {
    WorkerDeposit: { index: 0, doc: "Deposit of an enclave's operator.", ends: true },
  },
  storage: {
    policy: value(Policy, { initial: { measurements: [], maxAgeMs: 0n }, doc: "Programs that may serve." }),
    developmentRoot: value(fixedBytes(32), {
      doc: "Ed25519 root key of emulated platforms. Only a development genesis has one.",
    }),
    platforms: value(PlatformPolicy, { initial: usualPlatforms, doc: "Which hardware counts." }),
    pending: value(Pending, {
      initial: { policy: undefined, platforms: undefined },
      doc: "What will be allowed, and when.",
    }),
    denials: value(u32, {
      initial: 0,
      doc: "How often a policy denied what the one before allowed: each time, all contracts get other keys.",
    }),
    policyDelay: value(u32, { initial: 0, doc: "Ticks that what a new policy allows waits." }),
    hardwareRoot: value(bytes({ max: 2_048 }), {
      doc: "Root certificate of hardware, in DER, where it is not Intel's. Only a development genesis has one.",
    }),
    rootCrl: value(StoredRootCrl, { doc: "Certificates that the root of hardware has revoked." }),
    pckCrls: map(Authority, StoredPckCrl, { doc: "Certificates of platforms that an authority has revoked." }),
    tcbInfos: map([Tee, fixedBytes(6)], StoredDocument, { doc: "What is known of a family of platforms (FMSPC)." }),
    qeIdentities: map(Tee, StoredDocument, { doc: "Which enclaves of Intel may make quotes." }),
    workers: map(H256, Worker, { doc: "Registered enclaves by identity." }),
    sessions: map(fixedBytes(32), H256, { doc: "Identity of every session key ever registered." }),
  },
  calls: {
    register_worker: call(
      0,
      "signed",
      { role: Role, identity: H256, session: SessionKeys, number: u32, quote: bytes({ max: 16_384 }) },
      "Registers an enclave's new session, or attests the newest one anew. The quote binds program, role, identity, keys, operator and a recent block.",
    ),
    set_policy: call(
      1,
      "root",
      { policy: Policy },
      "Replaces the policy on programs: what it denies counts at once, what it allows after the policy delay.",
      { operational: true },
    ),
    set_platforms: call(
      2,
      "root",
      { platforms: PlatformPolicy },
      "Replaces the policy on hardware: what it denies counts at once, what it allows after the policy delay.",
      { operational: true },
    ),
    submit_collateral: call(
      3,
      "signed",
      { piece: CollateralPiece },
      "Brings a newer piece of what Intel says of its hardware: anybody may.",
    ),
  },
  origins: {
    Enclave: origin(
      0,
      struct({ identity: H256, session: fixedBytes(32) }),
      "A registered enclave: its worker identity and the session that signed.",
    ),
  },
  events: {
    WorkerRegistered: event(
      0,
      { identity: H256, role: Role, operator: AccountId, sessionNumber: u64, signKey: fixedBytes(32) },
      "An enclave's session is registered; earlier ones no longer count.",
    ),
    Appraised: event(
      1,
      { identity: H256, confidence: u8, claims: vec(Claim, { max: 32 }) },
      "A quote was appraised: what was checked, with which result.",
    ),
    AttestationRenewed: event(
      3,
      { identity: H256, attestedAtMs: u64 },
      "An enclave's newest session was attested anew, and serves on.",
    ),
    PolicyChanged: event(2, {}, "Other programs may serve now."),
    PlatformsChanged: event(4, {}, "Other hardware counts now."),
    PolicyPending: event(5, { dueTick: u32 }, "What a new policy allows, it allows from this tick on."),
    CollateralSubmitted: event(
      6,
      { name: CollateralName, issuedMs: u64, expiresMs: u64 },
      "There is a newer piece of what Intel says of its hardware.",
    ),
  },
  errors: {
    BadQuote: { index: 0, kind: "invalid", doc: "The quote is not genuine or does not say what the call says." },
    StaleQuote: { index: 1, kind: "conflict", doc: "The quote names a block that is too old or not of this chain." },
    MeasurementNotAllowed: { index: 2, kind: "forbidden", doc: "The policy does not allow this program in this role." },
    WrongOperator: { index: 3, kind: "forbidden", doc: "The identity belongs to another operator or role." },
    SessionUsed: {
      index: 4,
      kind: "conflict",
      doc: "The session key was registered before; to renew the newest session's attestation, the quote must be newer than the one before.",
    },
    EmulationRefused: { index: 5, kind: "forbidden", doc: "This network does not accept emulated enclaves." },
    TooManyDenied: { index: 6, kind: "limit", doc: "Old and new policy together deny too many platforms." },
    MissingCollateral: {
      index: 7,
      kind: "conflict",
      doc: "What Intel says of this hardware is not on the ledger: submit it first.",
    },
    CollateralExpired: {
      index: 8,
      kind: "conflict",
      doc: "What Intel says of this hardware was to be replaced: submit the newer piece first.",
    },
    BadCollateral: { index: 9, kind: "invalid", doc: "The piece of collateral is not Intel's, or does not hold now." },
    OldCollateral: { index: 10, kind: "conflict", doc: "The ledger has this piece of collateral, or a newer one." },
    PlatformDenied: { index: 11, kind: "forbidden", doc: "The policy denies this platform, or its family." },
    TcbNotAccepted: { index: 12, kind: "forbidden", doc: "The policy does not accept platforms in this state." },
  },
  constants: {
    WorkerDeposit: constant(Balance, workerDeposit, "Held from the operator of an enclave."),
    MaxQuoteAge: constant(u32, maxQuoteAge, "How many blocks old the block in a quote may be."),
  },
});
