import { CodedError, fromHex, type Hex, toHex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { type BridgeMessage, bridgeMessageId, decodeBridgeMessage, verifyOutbound } from "@pha/light-client";
import { acceptedRoot } from "../foreign-finality/ledgers.ts";
import { chainOf, contractOf, type Lane } from "./lane.ts";
import { laneNamed } from "./lanes.ts";
import { type InboundProof, lanes } from "./spec.ts";

const { errors } = lanes;

/** A message that arrived by a lane and is bound to this chain. */
export interface Inbound {
  readonly id: Hex;
  readonly message: BridgeMessage;
  readonly lane: Lane;
}

/**
 * Reads a message that is bound to this chain, its lane and the lane's contract, and was not used up before.
 *
 * @throws `Lanes.BadMessage`, `UnknownLane`, `WrongEnvelope`, `Used`
 */
export function readInbound(env: Env, raw: Uint8Array): Inbound {
  const message = decoded(raw);
  const lane = laneNamed(env, message.lane);
  const { source, destination, contract, nonce } = message;
  const isBound =
    source === chainOf(lane.peer) && destination === env.block.genesisHash && contract === contractOf(lane.peer);
  if (!isBound || nonce === 0n) throw errors.WrongEnvelope({ source, destination, contract, nonce });
  if (isUsed(env, message.lane, nonce)) throw errors.Used({ lane: message.lane, nonce });
  return { id: bridgeMessageId(raw), message, lane };
}

/**
 * A message that its ledger has committed to.
 *
 * @throws as {@link readInbound}; `Lanes.NotLedger`, `NotProven`, `ForeignFinality.UnknownLedger`, `UnknownRoot`
 */
export function proveInbound(env: Env, raw: Uint8Array, { number, count, place, siblings }: InboundProof): Inbound {
  const inbound = readInbound(env, raw);
  if (inbound.lane.peer.type !== "Ledger") throw errors.NotLedger();
  const root = acceptedRoot(env, inbound.message.source, number);
  const shown = { count, index: place, message: raw, proof: siblings.map(fromHex) };
  if (!verifyOutbound(root, shown)) throw errors.NotProven({ number, count, place });
  return inbound;
}

function decoded(raw: Uint8Array): BridgeMessage {
  try {
    return decodeBridgeMessage(raw);
  } catch (error) {
    throw error instanceof CodedError ? errors.BadMessage({}, error) : error;
  }
}

const noBits: Hex = `0x${"00".repeat(32)}`;
/** Byte and bit of a nonce in its word. */
const placeOf = (nonce: bigint) => [Number((nonce >> 3n) & 31n), 1 << Number(nonce & 7n)] as const;
const wordOf = (env: Env, lane: Hex, nonce: bigint): Uint8Array =>
  fromHex(env.of(lanes).state.used.get(lane, nonce >> 8n) ?? noBits);

function isUsed(env: Env, lane: Hex, nonce: bigint): boolean {
  const [byte, bit] = placeOf(nonce);
  return ((wordOf(env, lane, nonce)[byte] ?? 0) & bit) !== 0;
}

/** Uses a message up, for ever. */
export function useUp(env: Env, { id, message: { lane, nonce } }: Inbound): void {
  const { state, emit } = env.of(lanes);
  const word = wordOf(env, lane, nonce);
  const [byte, bit] = placeOf(nonce);
  word[byte] = (word[byte] ?? 0) | bit;
  state.used.put(lane, nonce >> 8n, toHex(word));
  emit.NonceUsed({ lane, nonce, id });
}
