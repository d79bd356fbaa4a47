import { fromHex, H256, type Hex, struct, type TypeOf, toHex, u32, vec } from "@pha/codec";
import { appendPeak, emptyPeaks, keccak256, type ListPeaks, peaksRoot, verifyListProof } from "@pha/crypto";

/** `Messages.Outbound`: all that the ledger keeps of the bridge messages ever queued. A peak per bit of the count. */
export const OutboundQueue = struct({ count: u32, peaks: vec(H256, { max: 32 }) });
export type OutboundQueue = TypeOf<typeof OutboundQueue>;

const fromPeaks = ({ count, peaks }: ListPeaks): OutboundQueue => ({ count, peaks: peaks.map(toHex) });
const toPeaks = ({ count, peaks }: OutboundQueue): ListPeaks => ({ count, peaks: peaks.map(fromHex) });

/** No bridge message was ever queued. */
export const emptyOutbound: OutboundQueue = fromPeaks(emptyPeaks);

/** The queue after one more message. */
export const appendOutbound = (queue: OutboundQueue, message: Uint8Array): OutboundQueue =>
  fromPeaks(appendPeak(toPeaks(queue), message, keccak256));

/**
 * What a header and its commitment say of the bridge: the Keccak-256 list root of all messages ever queued, in order.
 * It is cumulative, so any certified header proves every earlier message, and a contract on an EVM chain can check it.
 */
export const outboundRoot = (queue: OutboundQueue): Hex =>
  queue.count === 0 ? emptyRoot : toHex(peaksRoot(toPeaks(queue), keccak256));

/** Every header before the first message has it. */
const emptyRoot = toHex(peaksRoot(emptyPeaks, keccak256));

/**
 * Whether a message is the one at `index` (from 0) of the `count` that were queued up to a certified header.
 *
 * @param proof - siblings from the message up, as `listProof` gives them
 */
export const verifyOutbound = (
  root: Hex,
  { count, index, message, proof }: { count: number; index: number; message: Uint8Array; proof: readonly Uint8Array[] },
): boolean => verifyListProof(fromHex(root), count, index, message, proof, keccak256);
