import { u32be } from "@pha/codec";
import { errors } from "../errors.ts";

/** The smallest bucket; every other one is twice the one before. */
const SMALLEST = 256;

/** Longest message: 16 MiB. */
const MAX_LENGTH = 16 * 1024 * 1024;

function bucketFor(length: number): number {
  let bucket = SMALLEST;
  while (bucket < length + 4) bucket *= 2;
  return bucket;
}

/**
 * A message in a bucket of 256, 512, 1024, … bytes, so that its length tells only the bucket:
 * `u32 length ‖ message ‖ zeros`. Pad before encryption.
 *
 * @throws `crypto.TooLong` above 16 MiB.
 */
export function pad(message: Uint8Array): Uint8Array {
  if (message.length > MAX_LENGTH) throw errors.TooLong({ max: MAX_LENGTH, actual: message.length });
  const padded = new Uint8Array(bucketFor(message.length));
  padded.set(u32be(message.length));
  padded.set(message, 4);
  return padded;
}

/**
 * The message of {@link pad}; any other bytes are refused, so a message has one padded form.
 *
 * @throws `crypto.BadPadding`
 */
export function unpad(padded: Uint8Array): Uint8Array {
  if (padded.length < SMALLEST) throw errors.BadPadding();
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  if (length > MAX_LENGTH || bucketFor(length) !== padded.length) throw errors.BadPadding();
  if (padded.subarray(4 + length).some((byte) => byte !== 0)) throw errors.BadPadding();
  return padded.slice(4, 4 + length);
}
