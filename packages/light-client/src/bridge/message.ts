import {
  bytes,
  concat,
  type EnumOf,
  enumeration,
  fixedBytes,
  H256,
  type Hex,
  struct,
  type TypeOf,
  toHex,
  u8,
  u64,
  u128,
  variant,
} from "@pha/codec";
import { keccak256 } from "@pha/crypto";
import { errors } from "../errors.ts";
import { FieldReader, type Form, fieldBytes } from "./fields.ts";

/** An account of any chain: a ledger's, or twelve zero bytes and an address. */
const party = fixedBytes(32);

const variants = {
  /**
   * An amount in the ledger's decimals. `fee` is the part of it for who delivers. `onward` says where it goes on from the
   * recipient's chain; empty: nowhere.
   */
  Transfer: variant(
    0,
    struct({ asset: H256, amount: u128, fee: u128, sender: party, recipient: party, onward: bytes({ max: 4_096 }) }),
  ),
  TransferNft: variant(
    1,
    struct({ collection: H256, item: H256, sender: party, recipient: party, uri: bytes({ max: 1_024 }) }),
  ),
  ContractMessage: variant(
    2,
    struct({ sender: party, recipient: party, gasLimit: u64, payload: bytes({ max: 8_192 }) }),
  ),
  /** What governance of the ledger tells the gateway: one of a closed list of commands. */
  Control: variant(3, struct({ command: u8, parameters: bytes({ max: 1_024 }) })),
  /** The message of this id came too late, and was not and will not be executed. `reward`: who gets its fee. */
  Refund: variant(4, struct({ message: H256, reward: party })),
} as const;

/** What a message between chains says: nothing else can arrive, and none of it dispatches a call. */
export const BridgeBody = enumeration(variants);
export type BridgeBody = EnumOf<typeof variants>;

/** A message between chains. Its bytes are {@link encodeBridgeMessage}'s; SCALE and JSON are for those who show it. */
export const BridgeMessage = struct({
  source: H256,
  destination: H256,
  contract: H256,
  lane: H256,
  nonce: u64,
  deadlineMs: u64,
  body: BridgeBody,
});
export type BridgeMessage = TypeOf<typeof BridgeMessage>;

/** The first byte of every message. */
const version = 1;

/** Deadline of what never expires: `Control` and `Refund`. */
export const noDeadline = (1n << 64n) - 1n;

/** The longest message, in bytes. */
export const maxMessageBytes = 16_384;

const envelope = { source: "hash", destination: "hash", contract: "hash", lane: "hash", nonce: "u64" } as const;
type Layout = Readonly<Record<string, Form>>;

/** Order and form of each kind's fields. */
const layouts: Readonly<Record<BridgeBody["type"], Layout>> = {
  Transfer: { asset: "hash", amount: "u128", fee: "u128", sender: "hash", recipient: "hash", onward: "short" },
  TransferNft: { collection: "hash", item: "hash", sender: "hash", recipient: "hash", uri: "short" },
  ContractMessage: { sender: "hash", recipient: "hash", gasLimit: "u64", payload: "long" },
  Control: { command: "u8", parameters: "short" },
  Refund: { message: "hash", reward: "hash" },
};

/** The kinds by the number that stands in the bytes. */
const kinds = Object.keys(layouts) as BridgeBody["type"][];

const fieldsOf = (layout: Layout, value: object): Uint8Array =>
  concat(...Object.entries(layout).map(([name, form]) => fieldBytes(form, (value as Record<string, unknown>)[name])));

function readFields(reader: FieldReader, layout: Layout): Record<string, unknown> {
  return Object.fromEntries(Object.entries(layout).map(([name, form]) => [name, reader.read(form)]));
}

/**
 * A message's bytes, integers big-endian: `u8 1 ‖ u8 kind ‖ source 32 ‖ destination 32 ‖ contract 32 ‖ lane 32 ‖ u64 nonce ‖
 * u64 deadline ms ‖ fields of the kind`; bytes of any length stand behind theirs, a u16, or u32 for a contract's payload.
 */
export const encodeBridgeMessage = (message: BridgeMessage): Uint8Array =>
  concat(
    Uint8Array.of(version, kinds.indexOf(message.body.type)),
    fieldsOf(envelope, message),
    fieldBytes("u64", message.deadlineMs),
    fieldsOf(layouts[message.body.type], message.body.value),
  );

/**
 * Reads what {@link encodeBridgeMessage} wrote: no other bytes mean the same message.
 *
 * @throws `light-client.BadBridgeMessage`
 */
export function decodeBridgeMessage(raw: Uint8Array): BridgeMessage {
  const reader = new FieldReader(raw);
  const [first, number] = [reader.read("u8"), reader.read("u8") as number];
  const type = kinds[number];
  if (first !== version || type === undefined || raw.length > maxMessageBytes)
    throw errors.BadBridgeMessage({ version: Number(first), kind: number, length: raw.length });
  const fields = readFields(reader, envelope);
  const deadlineMs = reader.read("u64");
  const value = readFields(reader, layouts[type]);
  reader.end();
  return { ...fields, deadlineMs, body: { type, value } } as unknown as BridgeMessage;
}

const LEAF = Uint8Array.of(0);

/** A message's id: `keccak256(0x00 ‖ message)`, which is its leaf in the list under `outboundRoot`. */
export const bridgeMessageId = (raw: Uint8Array): Hex => toHex(keccak256(concat(LEAF, raw)));
