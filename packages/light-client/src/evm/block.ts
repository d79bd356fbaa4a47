import { type Hex, toHex } from "@pha/codec";
import { keccak256 } from "@pha/crypto";
import { decodeRlp, rlpBytes, rlpList, rlpNumber } from "./rlp.ts";

/** Of a block's header, what a counterpart of an EVM chain reads. */
export interface EvmBlock {
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly receiptsRoot: Hex;
  readonly number: bigint;
  readonly timeMs: bigint;
}

/**
 * Reads a block's header; forks append fields, and never move one.
 *
 * @throws `light-client.BadRlp`
 */
export function readEvmBlock(raw: Uint8Array): EvmBlock {
  const fields = rlpList(decodeRlp(raw));
  const hashAt = (place: number) => toHex(rlpBytes(fields[place], 32));
  const [parentHash, receiptsRoot] = [hashAt(0), hashAt(5)];
  const [number, time] = [rlpNumber(fields[8]), rlpNumber(fields[11])];
  return { hash: toHex(keccak256(raw)), parentHash, receiptsRoot, number, timeMs: time * 1000n };
}
