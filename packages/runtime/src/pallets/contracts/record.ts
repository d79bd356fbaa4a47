import {
  AccountId,
  appended,
  bool,
  enumeration,
  fixedBytes,
  H256,
  type Hex,
  option,
  struct,
  type TypeOf,
  u32,
  u64,
  variant,
  vec,
  versioned,
} from "@pha/codec";
import { maxGenerations } from "../gatekeepers/spec.ts";
import { Effects } from "./effect.ts";
import { Generation, notRotated, Rotation } from "./epochs.ts";
import { Life, usualLife } from "./life.ts";
import { Reason } from "./reason.ts";

/**
 * Whether a worker executed everything up to a height, or could not finish there what others may have finished; or the
 * contract's constructor failed, for the reason of this hash: then nothing is ever executed.
 */
export const ReportStatus = enumeration({ Done: variant(0), Stuck: variant(1), Broken: variant(2, H256) });

const claims = {
  /** The last block with work for the contract. */
  stateHeight: u32,
  stateTag: H256,
  /** Hash of this height's effects; 32 zero bytes for none. */
  effectsRoot: H256,
  /** Root of the list of receipts of this height's commands; 32 zero bytes while there are none. */
  receiptsRoot: H256,
  /** Gas of this height's work: the sum of each command's bucket. */
  gas: u64,
  /** What all entries of the state cost, in KiB, rounded up: UTF-8 bytes of keys and values, and a KiB for each entry. */
  stateKib: u32,
  status: ReportStatus,
};

/** A worker's statement on a contract at a height. Two agree when all fields are equal. */
export const Claim = struct(claims);
export type Claim = TypeOf<typeof Claim>;

const zeros: Hex = `0x${"00".repeat(32)}`;

/** Agreed state of a contract without reports: height 0. */
export const nothingAgreed: Claim = {
  stateHeight: 0,
  stateTag: zeros,
  effectsRoot: zeros,
  receiptsRoot: zeros,
  gas: 0n,
  stateKib: 0,
  status: { type: "Done" },
};

const contractFields = {
  cluster: u32,
  codeHash: H256,
  deployer: AccountId,
  /** Account that may change it; the deployer at first. Stored from the start: it could not be told later. */
  owner: AccountId,
  deployedAt: u32,
  /** Key epoch; {@link keysAt} tells whether the next one has begun. */
  epoch: u32,
  /** X25519 key of that epoch, to which queries and commands are encrypted, once the cluster reported it. */
  encryptKey: option(fixedBytes(32)),
  /** Newest claim that a majority of the cluster agreed on. */
  agreed: Claim,
  /** Workers disagree beyond a majority, or a majority is stuck: nothing is accepted any more. */
  halted: bool,
  /** Why its constructor failed, by the agreement of a majority: nothing is executed. */
  broken: option(Reason),
};

/** A Fat Contract as the ledger knows it: code, place, public key, agreed state. */
export const Contract = versioned(contractFields, {
  later: [
    { rotation: appended(Rotation, notRotated) },
    { generations: appended(vec(Generation, { max: maxGenerations }), []) },
    { life: appended(Life, usualLife) },
    /** The newest key epoch of an upgrade that failed, 0 for none: its key was given out, so no other has its number. */
    { spentEpoch: appended(u32, 0) },
  ],
});
export type Contract = TypeOf<typeof Contract>;

/**
 * One worker's word on one contract's state after the height it follows. What its session signs is the bare extrinsic
 * that carries it: `"phala/bare/v1" ‖ genesis ‖ session ‖ u64 sequence ‖ call`, with these fields in this order.
 */
export const Report = struct({
  contract: H256,
  prevStateHeight: u32,
  ...claims,
  /** What the status has the hash of. */
  reason: option(Reason),
  /** What `effectsRoot` is the hash of: there if a message of the height brought something, or wants something done. */
  effects: option(Effects),
});
export type Report = TypeOf<typeof Report>;

/** What a member has said, until a majority agrees. */
export const StateVote = struct({ identity: H256, ...claims });
export type StateVote = TypeOf<typeof StateVote>;
