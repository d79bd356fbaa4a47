import {
  AccountId,
  bool,
  bytes,
  compact,
  enumeration,
  fixedBytes,
  H256,
  type Hex,
  option,
  struct,
  type TypeOf,
  text,
  u16,
  u32,
  variant,
  vec,
} from "@pha/codec";
import {
  call,
  constant,
  DispatchError,
  DispatchInfo,
  definePallet,
  event,
  genesisPart,
  map,
  method,
  value,
} from "@pha/frame";
import { RuntimeEvent, runtimeVersion } from "../../references.ts";
import { RuntimeVersion } from "../../version.ts";
import { AccountData } from "../balances/account-data.ts";

/** Nonce and balances of one account. A reaped account keeps its nonce, so that nothing it signed runs twice. */
export const AccountInfo = struct(
  { nonce: u32, consumers: u32, providers: u32, sufficients: u32, data: AccountData },
  { path: ["frame_system", "AccountInfo"] },
);
export type AccountInfo = TypeOf<typeof AccountInfo>;

/** When in a block something happened. */
export const Phase = enumeration(
  { ApplyExtrinsic: variant(0, u32), Finalization: variant(1), Initialization: variant(2) },
  { path: ["frame_system", "Phase"] },
);
export type Phase = TypeOf<typeof Phase>;

/** Hashes by which light clients may ask for an event; no pallet gives any. */
export const Topics = vec(H256, { max: 4 });

/** One event of a block, as `System.Events` lists it. */
export const EventRecord = struct(
  { phase: Phase, event: RuntimeEvent, topics: Topics },
  {
    path: ["frame_system", "EventRecord"],
    params: [
      { name: "E", type: RuntimeEvent },
      { name: "T", type: H256 },
    ],
  },
);
export type EventRecord = TypeOf<typeof EventRecord>;

/** Which runtime ran last. */
const LastRuntimeUpgrade = struct(
  { spec_version: compact(u32), spec_name: text({ max: 64 }) },
  { path: ["frame_system", "LastRuntimeUpgradeInfo"] },
);

/** Progress of a migration. */
const RunningMigration = struct({
  /** `Pallet.name` */
  name: text({ max: 128 }),
  /** Where the next step begins; nothing: at the beginning. */
  cursor: option(bytes({ max: 1_024 })),
  steps: u32,
  startedAt: u32,
  /** A step failed: nothing more happens before the next runtime. */
  failed: bool,
});
export type RunningMigration = TypeOf<typeof RunningMigration>;

/** How many blocks back a mortal extrinsic may be born. */
export const blockHashCount = 4_096;

/** Longest runtime that a state may name, in bytes: it has to fit into an extrinsic. */
export const maxCodeBytes = 1_000_000;

/** Address prefix of the development networks. */
export const ss58Prefix = 42;

const zeroHash: Hex = `0x${"00".repeat(32)}`;

/** An account that has nothing and has done nothing. */
export const nobody: AccountInfo = {
  nonce: 0,
  consumers: 0,
  providers: 0,
  sufficients: 0,
  data: { free: 0n, reserved: 0n, frozen: 0n, flags: 0n },
};

export const system = definePallet("System", 0, {
  crate: "frame_system",
  doc: "Accounts, block numbers and hashes, events.",
  genesis: genesisPart(struct({ salt: option(fixedBytes(32)) }), { salt: undefined }),
  storage: {
    account: map(AccountId, AccountInfo, { initial: nobody, doc: "Nonce and balances of an account." }),
    blockHash: map(u32, H256, {
      hasher: "Twox64Concat",
      initial: zeroHash,
      doc: "Hashes of the newest blocks by number, and of genesis.",
    }),
    number: value(u32, { initial: 0, doc: "Number of the current block." }),
    network: value(text({ max: 64 }), { initial: "", doc: "Name of the network." }),
    salt: value(fixedBytes(32), {
      doc: "Random bytes of genesis: networks that have all else in common do not share its hash.",
    }),
    lastRuntimeUpgrade: value(LastRuntimeUpgrade, { doc: "The runtime of the newest block." }),
    migration: value(RunningMigration, { doc: "The migration that is under way: until it is done, calls wait." }),
    migrated: map(text({ max: 128 }), u32, {
      hasher: "Twox64Concat",
      doc: "Migrations that are done, and in which block; those that genesis had no need of in block 0.",
    }),
    events: value(vec(EventRecord, { max: 1_000_000 }), { initial: [], doc: "Events of the current block." }),
  },
  calls: {
    remark: call(0, "anyone", { remark: bytes({ max: 524_288 }) }, "Puts bytes into a block and does nothing."),
    set_code: call(
      2,
      "root",
      { code: bytes({ max: maxCodeBytes }) },
      "Makes a module the runtime from the next block on.",
      { operational: true },
    ),
    remark_with_event: call(
      7,
      "signed",
      { remark: bytes({ max: 524_288 }) },
      "Puts bytes into a block and emits their BLAKE2b-256.",
    ),
  },
  events: {
    ExtrinsicSuccess: event(0, { dispatch_info: DispatchInfo }, "An extrinsic completed."),
    ExtrinsicFailed: event(
      1,
      { dispatch_error: DispatchError, dispatch_info: DispatchInfo },
      "An extrinsic failed; its fee stays paid.",
    ),
    CodeUpdated: event(
      2,
      { hash: H256, spec_version: u32 },
      "From the next block on, code of this SHA-256 and version is the runtime.",
    ),
    NewAccount: event(3, { account: AccountId }, "An account came into being."),
    KilledAccount: event(4, { account: AccountId }, "An account was reaped."),
    Remarked: event(5, { sender: AccountId, hash: H256 }, "Somebody put bytes on the ledger."),
    MigrationStarted: event(64, { name: text({ max: 128 }) }, "The state is being brought into a new form."),
    MigrationCompleted: event(65, { name: text({ max: 128 }), steps: u32 }, "A migration is done."),
    MigrationFailed: event(
      66,
      { name: text({ max: 128 }), steps: u32 },
      "A step failed and was undone; the next runtime goes on from there.",
    ),
  },
  errors: {
    InvalidSpecName: {
      index: 0,
      kind: "invalid",
      doc: "The code is the runtime of another network: its spec_name differs.",
    },
    SpecVersionNeedsToIncrease: {
      index: 1,
      kind: "invalid",
      doc: "The code's spec_version must be above the present one.",
    },
    FailedToExtractRuntimeVersion: { index: 2, kind: "invalid", doc: "The code does not load as a runtime." },
    CallFiltered: { index: 5, kind: "forbidden", doc: "The origin is restricted and may not dispatch this call." },
    NotSelfContained: { index: 64, kind: "invalid", doc: "The code imports something; a runtime is one module." },
  },
  constants: {
    BlockHashCount: constant(u32, blockHashCount, "How many block hashes are kept."),
    SS58Prefix: constant(u16, ss58Prefix, "Prefix of the network's addresses."),
    Version: constant(RuntimeVersion, runtimeVersion.get, "The runtime's version."),
  },
  apis: {
    AccountNonceApi: {
      id: "0xbc9d89904f5b923f",
      version: 1,
      doc: "Nonces of accounts.",
      methods: {
        account_nonce: method({ account: AccountId }, u32, "The nonce of the account's next extrinsic."),
      },
    },
  },
});
