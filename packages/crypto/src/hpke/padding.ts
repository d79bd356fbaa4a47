import { u32be } from "@pha/codec";
import { errors } from "../errors.ts";

/** The smallest bucket; every other one is twice the one before. */
const SMALLEST = 256;

/** Longest message: 16 MiB. */
const MAX_LENGTH = 16 * 1024 * 1024;

function bucketFor(length: number, smallest: number): number {
  let bucket = smallest;
  while (bucket < length + 4) bucket *= 2;
  return bucket;
}

/**
 * A message in a bucket of 256, 512, 1024, … bytes, so that its length tells only the bucket:
 * `u32 length ‖ message ‖ zeros`. Pad before encryption.
 *
 * @param smallest - the first bucket, for messages that must all look alike up to a length
 * @throws `crypto.TooLong` above 16 MiB.
 */
export function pad(message: Uint8Array, smallest = SMALLEST): Uint8Array {
  if (message.length > MAX_LENGTH) throw errors.TooLong({ max: MAX_LENGTH, actual: message.length });
  const padded = new Uint8Array(bucketFor(message.length, smallest));
  padded.set(u32be(message.length));
  padded.set(message, 4);
  return padded;
}

/**
 * The message of {@link pad} with the same `smallest`; any other bytes are refused, so a message has one padded form.
 *
 * @throws `crypto.BadPadding`
 */
export function unpad(padded: Uint8Array, smallest = SMALLEST): Uint8Array {
  if (padded.length < smallest) throw errors.BadPadding();
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  if (length > MAX_LENGTH || bucketFor(length, smallest) !== padded.length) throw errors.BadPadding();
  if (padded.subarray(4 + length).some((byte) => byte !== 0)) throw errors.BadPadding();
  return padded.slice(4, 4 + length);
}
