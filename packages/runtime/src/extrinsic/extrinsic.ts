import {
  type AccountId,
  errors as codecErrors,
  concat,
  encode,
  type Hex,
  isOf,
  MultiAddress,
  MultiSignature,
  Reader,
  type Type,
  type TypeOf,
  toHex,
  Writer,
} from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import type { Call } from "@pha/frame";
import { maxExtrinsicBytes, maxExtrinsicItems } from "@pha/limits";
import { errors } from "./errors.ts";
import { Extra } from "./extensions.ts";

/** A signature and its scheme. */
export type AccountSignature = TypeOf<typeof MultiSignature>;

const signedVersion = 0x84;
const bareVersion = 0x04;

/** A decoded extrinsic. Neither its signature nor its validity has been checked. */
export interface Extrinsic {
  /** Its bytes as they stand in a block: length prefix first. */
  readonly bytes: Uint8Array;
  /** BLAKE2b-256 of `bytes`. */
  readonly hash: Hex;
  readonly call: Call;
  /** SCALE of the call. */
  readonly callBytes: Uint8Array;
  /** Only on signed extrinsics. */
  readonly signed?: { readonly signer: AccountId; readonly signature: AccountSignature; readonly extra: Extra };
  /** Only on an enclave's bare extrinsics. */
  readonly bare?: { readonly session: Hex; readonly sequence: bigint; readonly signature: Hex };
}

/** The calls that a runtime knows. */
export interface KnownCalls {
  readonly callType: Type<Call>;
  /** Whether enclaves send a call, in bare extrinsics. */
  isBareCall(call: Call): boolean;
}

/**
 * Reads an extrinsic (version 4, signed or bare), strictly.
 *
 * @throws `transaction.TooLarge`, `transaction.Undecodable` with the codec's error as its cause.
 */
export function decodeExtrinsic(bytes: Uint8Array, calls: KnownCalls): Extrinsic {
  if (bytes.length > maxExtrinsicBytes) throw errors.TooLarge({ max: maxExtrinsicBytes, actual: bytes.length });
  try {
    return read(bytes, calls);
  } catch (cause) {
    if (isOf(codecErrors, cause)) throw errors.Undecodable({ reason: cause.message }, cause);
    throw cause;
  }
}

function read(bytes: Uint8Array, { callType, isBareCall }: KnownCalls): Extrinsic {
  const reader = new Reader(bytes, maxExtrinsicItems);
  if (reader.length(maxExtrinsicBytes) !== reader.remaining)
    throw errors.Undecodable({ reason: "wrong length prefix" });
  const version = reader.u8();
  if (version !== signedVersion && version !== bareVersion) throw errors.Undecodable({ version });
  const signed = version === signedVersion ? readSigned(reader) : undefined;
  const start = reader.position;
  const call = callType.read(reader);
  reader.end();
  const common = { bytes, hash: extrinsicHash(bytes), call, callBytes: bytes.slice(start) };
  if (signed) return { ...common, signed };
  return isBareCall(call) ? { ...common, bare: call.value.value as NonNullable<Extrinsic["bare"]> } : common;
}

function readSigned(reader: Reader) {
  const address = MultiAddress.read(reader);
  const signature = MultiSignature.read(reader);
  const extra = Extra.read(reader);
  if (address.type !== "Id") throw errors.Undecodable({ reason: "the signer is not named by its account" });
  return { signer: address.value, signature, extra };
}

/** Hash by which an extrinsic is known: BLAKE2b-256 of its bytes, length prefix included. */
export const extrinsicHash = (bytes: Uint8Array): Hex => toHex(blake2b256(bytes));

/** Bytes of a signed extrinsic, from the SCALE of its call. */
export function joinSigned(
  signer: AccountId,
  signature: AccountSignature,
  extra: Extra,
  callBytes: Uint8Array,
): Uint8Array {
  return withLength(
    concat(
      Uint8Array.of(signedVersion),
      encode(MultiAddress, { type: "Id", value: signer }),
      encode(MultiSignature, signature),
      encode(Extra, extra),
      callBytes,
    ),
  );
}

/** Bytes of a bare extrinsic, from the SCALE of its call. */
export const joinBare = (callBytes: Uint8Array): Uint8Array =>
  withLength(concat(Uint8Array.of(bareVersion), callBytes));

function withLength(body: Uint8Array): Uint8Array {
  const writer = new Writer();
  writer.compact(body.length);
  writer.bytes(body);
  return writer.finish();
}
