import {
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
  variant,
  vec,
} from "@pha/codec";
import { maxExtrinsicBytes, maxExtrinsics } from "@pha/limits";
import { Header } from "./header.ts";
import { NilCertificate } from "./nil-certificate.ts";
import { Witness } from "./proven-state.ts";

/** Exact bytes of a block's extrinsics, in order. */
export const Body = vec(bytes({ max: maxExtrinsicBytes }), { max: maxExtrinsics });

/** A sealed block and all a validator without a database needs to run it again. */
export const Proposal = struct({
  /** Sealed. */
  header: Header,
  extrinsics: Body,
  /**
   * Values of what the block read, and a proof of these and of what it wrote or deleted, against the parent's state
   * root; besides `Validators.Authors`, and `System.BlockHash` of the blocks in which mortal extrinsics were born.
   */
  witness: Witness,
  /** Closes the round before: whoever proposes in round 1 or later shows it. */
  closed: option(NilCertificate),
});
export type Proposal = TypeOf<typeof Proposal>;

/** What a vote says of the round's block: it may stand, or it is invalid and why (an error's code, not signed). */
export const Choice = enumeration({ Block: variant(0, H256), Nil: variant(1, text({ max: 64 })) });
export type Choice = TypeOf<typeof Choice>;

/** One validator's only vote in a round of a height. */
export const Vote = struct({
  number: u32,
  round: u32,
  setId: u64,
  choice: Choice,
  /** The voter's address; the signature recovers to it. */
  validator: fixedBytes(20),
  /** secp256k1, `r ‖ s ‖ v`, low s, over the digest of the commitment or of nil. */
  signature: fixedBytes(65),
});
export type Vote = TypeOf<typeof Vote>;
