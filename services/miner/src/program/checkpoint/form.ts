import {
  bool,
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
} from "@pha/codec";
import { defaultLimits } from "@pha/contract-engine";
import { maxCheckpointPartBytes } from "@pha/limits";
import { SealedReceipt } from "@pha/secret-channel";
import { keptHeights } from "../receipt-book.ts";

/** The form of the checkpoints that this program makes; it reads no other. */
export const checkpointForm = 2;

/** What a part holds before the next one begins: making or reading one keeps the enclave for some tens of milliseconds. */
export const partBytes = 256 << 10;

/** Epochs of a contract's keys that may not be over at a time: one is current, one before and one after it, or two. */
const maxEpochs = 64;

/** What there is once, and stands in the first part. */
const Head = struct({
  contract: H256,
  /** The code that it goes on with. */
  codeHash: H256,
  /** The last block with work for the contract. */
  height: u32,
  /** Of the state's tree: it leaves enclaves only sealed to others of the cluster. */
  root: H256,
  /** As the ledger agreed on it. */
  tag: H256,
  /** Of its keys: as `KeyRing` has them. */
  epochs: vec(struct({ epoch: u32, codeHash: H256, from: u32, until: option(u32) }), { max: maxEpochs }),
  /** What the state may cost. */
  mostBytes: u32,
  /** Why the constructor failed. */
  broken: option(struct({ code: text({ max: 1_024 }), message: text({ max: 16_384 }) })),
  receipts: struct({
    /** How many there ever were. */
    count: u32,
    /** Those that are kept no more: how many, and the peaks of their list. */
    forgotten: struct({ count: u32, peaks: vec(fixedBytes(32), { max: 32 }) }),
    /** How many there were at state heights. */
    heights: vec(struct({ height: u32, count: u32 }), { max: 2 * keptHeights }),
  }),
});
export type Head = TypeOf<typeof Head>;

/** An entry of the state, or a receipt: entries come first, receipts in their order. */
const Item = enumeration({
  Entry: variant(
    0,
    struct({ key: text({ max: defaultLimits.keyBytes }), value: text({ max: defaultLimits.valueBytes }) }),
  ),
  Receipt: variant(1, struct({ message: u64, timeMs: u64, receipt: SealedReceipt })),
});
export type Item = TypeOf<typeof Item>;

/** A part of a checkpoint. */
export const Part = struct({
  form: u8,
  head: option(Head),
  items: vec(Item, { max: maxCheckpointPartBytes }),
  isLast: bool,
});
