import { bytes, fixedBytes, H256, struct, type TypeOf, u32, u64, vec } from "@pha/codec";
import { Header } from "./header.ts";
import { Witness } from "./proven-state.ts";

/** A sealed block and all a validator without a database needs to run it again. */
export const Proposal = struct({
  /** Sealed. */
  header: Header,
  /** Exact bytes, in block order. */
  extrinsics: vec(bytes({ max: 5_242_880 }), { max: 65_536 }),
  /**
   * Values of what the block read, and a proof of these and of what it wrote or deleted, against the parent's state
   * root; besides `Validators.Authors`, and `System.BlockHash` of the blocks in which mortal extrinsics were born.
   */
  witness: Witness,
});
export type Proposal = TypeOf<typeof Proposal>;

/** One validator's vote for a block. */
export const Vote = struct({
  number: u32,
  round: u32,
  setId: u64,
  blockHash: H256,
  /** The voter's address; the signature recovers to it. */
  validator: fixedBytes(20),
  /** secp256k1, `r ‖ s ‖ v`, low s, over the commitment's digest. */
  signature: fixedBytes(65),
});
export type Vote = TypeOf<typeof Vote>;
