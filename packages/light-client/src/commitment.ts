import { concat, fromHex, H256, type Hex, struct, type TypeOf, u32, u32be, u64, u64be, utf8 } from "@pha/codec";
import { keccak256 } from "@pha/crypto";
import { readDigest } from "./digest.ts";
import { type Header, headerHash } from "./header.ts";
import { type AnnouncedSet, type ValidatorSet, validatorSetHash } from "./validator-set.ts";

/** What a validator signs when it votes for a block. */
export const commitmentFields = {
  number: u32,
  round: u32,
  blockHash: H256,
  stateRoot: H256,
  timeMs: u64,
  outboundRoot: H256,
  /** The set that signs this. */
  setId: u64,
  /** Hash of the set that certifies `number + 1`: the same set, or the one the header announces. */
  nextSetHash: H256,
};

/** Statement that a validator signs when it votes for a block. */
export const Commitment = struct(commitmentFields);
export type Commitment = TypeOf<typeof Commitment>;

const label = utf8("phala/commitment/v1");
const nilLabel = utf8("phala/nil/v1");

/**
 * The 32 bytes under a vote's signature: `keccak256("phala/commitment/v1" ‖ genesis hash ‖ u32 number ‖ u32 round ‖
 * block hash ‖ state root ‖ u64 time ms ‖ outboundRoot ‖ u64 set id ‖ next set hash)`, integers big-endian.
 */
export function commitmentDigest(genesisHash: Hex, c: Commitment): Uint8Array {
  return keccak256(
    concat(
      label,
      fromHex(genesisHash),
      u32be(c.number),
      u32be(c.round),
      fromHex(c.blockHash),
      fromHex(c.stateRoot),
      u64be(c.timeMs),
      fromHex(c.outboundRoot),
      u64be(c.setId),
      fromHex(c.nextSetHash),
    ),
  );
}

/**
 * The one commitment that votes of `set` for this header sign.
 *
 * @throws `light-client.BadDigest`
 */
export function commitmentOf(header: Header, set: AnnouncedSet): Commitment {
  const { round, timeMs, outboundRoot, nextSet } = readDigest(header);
  return {
    number: header.number,
    round,
    blockHash: headerHash(header),
    stateRoot: header.stateRoot,
    timeMs,
    outboundRoot,
    setId: set.id,
    nextSetHash: validatorSetHash(nextSet ?? set),
  };
}

/**
 * The set that certifies the block after `header`: the one it announces, else the same.
 *
 * @throws `light-client.BadDigest`
 */
export function setAfter(header: Header, set: ValidatorSet): ValidatorSet {
  const { nextSet } = readDigest(header);
  return nextSet ? { ...nextSet, from: header.number + 1 } : set;
}

/** Statement that a validator signs when the block of a round is invalid: it names no block, for it closes the round. */
export const NilCommitment = struct({ number: u32, round: u32, setId: u64 });
export type NilCommitment = TypeOf<typeof NilCommitment>;

/** The 32 bytes under a nil vote: `keccak256("phala/nil/v1" ‖ genesis hash ‖ u32 number ‖ u32 round ‖ u64 set id)`. */
export function nilDigest(genesisHash: Hex, { number, round, setId }: NilCommitment): Uint8Array {
  return keccak256(concat(nilLabel, fromHex(genesisHash), u32be(number), u32be(round), u64be(setId)));
}
