import { bytes, CodedError, decode, encode, type Hex, toHex } from "@pha/codec";
import { errors } from "./errors.ts";
import { limits } from "./limits.ts";

const framed = bytes({ max: limits.messageBytes / 2 });

/** Clients frame an extrinsic as `Vec<u8>`: its compact length, then its bytes. */
export const frame = (extrinsic: Uint8Array): Uint8Array => encode(framed, extrinsic);

export const frameHex = (extrinsic: Uint8Array): Hex => toHex(frame(extrinsic));

/**
 * The extrinsic inside its frame.
 *
 * @throws `rpc.BadExtrinsic`
 */
export function unframe(bytes: Uint8Array): Uint8Array {
  try {
    return decode(framed, bytes);
  } catch (error) {
    if (error instanceof CodedError) throw errors.BadExtrinsic({ problem: error.message }, error);
    throw error;
  }
}
