import { fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import { keccak256 } from "@pha/crypto";
import { bridgeMessageId } from "../bridge/message.ts";
import { errors } from "../errors.ts";
import { decodeRlp, rlpBytes, rlpList } from "./rlp.ts";
import { trieValue } from "./trie-proof.ts";

/** What a contract said in a transaction. */
export interface EvmLog {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Uint8Array;
}

/** Where a log stands in a block, and why that is to be believed. */
export interface ReceiptProof {
  /** The transaction's place in the block. */
  readonly transaction: number;
  /** The log's place in its receipt. */
  readonly log: number;
  /** Of the trie of receipts, from its root on. */
  readonly nodes: readonly Uint8Array[];
}

const topic = toHex(keccak256(utf8("MessageSent(uint64,bytes32,bytes)")));

/**
 * The message that a gateway sent in a block.
 *
 * @param receiptsRoot of a block that is believed.
 * @throws `light-client.NotInTrie`, `BadRlp`, `NoBridgeEvent`
 */
export function provenMessage(receiptsRoot: Hex, gateway: Hex, proof: ReceiptProof): Uint8Array {
  const receipt = trieValue(fromHex(receiptsRoot), indexKey(proof.transaction), proof.nodes);
  return sentMessage(readLogs(receipt)[proof.log], gateway);
}

/** The key of a transaction's receipt: RLP of its place. */
function indexKey(place: number): Uint8Array {
  if (place === 0) return Uint8Array.of(0x80);
  const hex = place.toString(16);
  const bytes = fromHex(`0x${hex.padStart(hex.length + (hex.length % 2), "0")}`);
  return bytes.length === 1 && place < 0x80 ? bytes : Uint8Array.of(0x80 + bytes.length, ...bytes);
}

/**
 * Logs of a receipt: `status ‖ gas ‖ bloom ‖ logs`, behind a byte for the transaction's type if it has one. A transaction
 * that failed has none.
 *
 * @throws `light-client.BadRlp`
 */
export function readLogs(receipt: Uint8Array): EvmLog[] {
  const isTyped = (receipt[0] ?? 0) < 0x80;
  const [, , , logs] = rlpList(decodeRlp(isTyped ? receipt.subarray(1) : receipt), 4);
  return rlpList(logs).map((log) => {
    const [address, topics, data] = rlpList(log, 3);
    return {
      address: toHex(rlpBytes(address, 20)),
      topics: rlpList(topics).map((item) => toHex(rlpBytes(item, 32))),
      data: rlpBytes(data),
    };
  });
}

/** What `MessageSent(uint64 indexed nonce, bytes32 indexed id, bytes message)` of this gateway says. */
function sentMessage(log: EvmLog | undefined, gateway: Hex): Uint8Array {
  if (log?.address !== gateway.toLowerCase() || log.topics.length !== 3 || log.topics[0] !== topic)
    throw errors.NoBridgeEvent({ address: log?.address });
  const [offset, length] = [word(log.data, 0), word(log.data, 32)];
  const padded = 64n + ((length + 31n) & ~31n);
  const message = log.data.slice(64, 64 + Number(length));
  if (offset !== 32n || padded !== BigInt(log.data.length) || bridgeMessageId(message) !== log.topics[2])
    throw errors.NoBridgeEvent({ length: log.data.length });
  return message;
}

const word = (data: Uint8Array, start: number): bigint =>
  BigInt(`0x0${toHex(data.subarray(start, start + 32)).slice(2)}`);
