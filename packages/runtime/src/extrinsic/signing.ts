import { type AccountId, encode, type Hex, Reader } from "@pha/codec";
import { blake2b256, type Scheme } from "@pha/crypto";
import type { Call } from "@pha/frame";
import { maxExtrinsicItems } from "@pha/limits";
import { RuntimeCall } from "../runtime-spec.ts";
import { versions } from "../version.ts";
import { Additional, Extra, payloadBytes } from "./extensions.ts";
import { type AccountSignature, joinBare, joinSigned } from "./extrinsic.ts";

/** A signature to check outside of the runtime, by the rule of its scheme. */
export interface SignatureCheck {
  readonly scheme: Scheme;
  /** 32-byte public key; for ecdsa the 32-byte account. */
  readonly publicKey: Hex;
  readonly message: Uint8Array;
  readonly signature: Hex;
  /**
   * Block whose hash the message covers; 0 for immortal and bare extrinsics. A verified signature holds only while
   * the check names the same birth, so caches key by extrinsic hash and birth.
   */
  readonly birth: number;
}

/** Facts of the chain that signing needs. */
export interface SigningContext {
  readonly genesisHash: Hex;
  /** Hash of the era's first block; absent for immortal extrinsics. */
  readonly eraBlockHash?: Hex;
  /** Version of the runtime that will execute it: these sources' when absent. */
  readonly specVersion?: number;
}

/** The implicit part of what is signed. */
export const additionalOf = ({
  genesisHash,
  eraBlockHash = genesisHash,
  specVersion = versions.spec_version,
}: SigningContext): Additional => ({
  specVersion,
  transactionVersion: versions.transaction_version,
  genesisHash,
  eraBlockHash,
});

/** The bytes that an account signs: the payload, or its BLAKE2b-256 when it is longer than 256 bytes. */
export function signingPayload(callBytes: Uint8Array, extra: Extra, context: SigningContext): Uint8Array {
  const payload = payloadBytes(callBytes, extra, additionalOf(context));
  return payload.length > 256 ? blake2b256(payload) : payload;
}

/** What an account signs, read back. */
export interface Payload {
  readonly call: Call;
  /** SCALE of the call. */
  readonly callBytes: Uint8Array;
  readonly extra: Extra;
  readonly additional: Additional;
}

/**
 * Reads a {@link signingPayload} that is no hash.
 *
 * @throws a `codec` error where the bytes are none that this runtime knows
 */
export function decodePayload(bytes: Uint8Array): Payload {
  const reader = new Reader(bytes, maxExtrinsicItems);
  const call = RuntimeCall.read(reader);
  const callBytes = bytes.slice(0, reader.position);
  const [extra, additional] = [Extra.read(reader), Additional.read(reader)];
  reader.end();
  return { call, callBytes, extra, additional };
}

/** SCALE of a call, of which fees and payloads are made. */
export const encodeCall = (call: Call): Uint8Array => encode(RuntimeCall, call);

/** Bytes of a signed extrinsic. */
export const encodeSigned = (signer: AccountId, signature: AccountSignature, extra: Extra, call: Call): Uint8Array =>
  joinSigned(signer, signature, extra, encodeCall(call));

/** Bytes of a bare extrinsic. */
export const encodeBare = (call: Call): Uint8Array => joinBare(encodeCall(call));

/** A signer for an account: `keypairFromUri` of `@pha/crypto` makes one. */
export interface Signer {
  readonly scheme: Scheme;
  readonly accountId: AccountId;
  sign(message: Uint8Array): Hex;
}

const variants = { sr25519: "Sr25519", ed25519: "Ed25519", ecdsa: "Ecdsa" } as const;

/** A signature with its scheme, as extrinsics carry it. */
export const multiSignature = (scheme: Scheme, signature: Hex): AccountSignature => ({
  type: variants[scheme],
  value: signature,
});

/** A signature that is none, as long as a real one: for what is weighed before it is signed. */
export const noSignature = (scheme: Scheme): AccountSignature =>
  multiSignature(scheme, `0x${"00".repeat(scheme === "ecdsa" ? 65 : 64)}`);

/** Signs a call: bytes of the extrinsic, ready to submit. */
export function signExtrinsic(signer: Signer, call: Call, extra: Extra, context: SigningContext): Uint8Array {
  const signature = signer.sign(signingPayload(encodeCall(call), extra, context));
  return encodeSigned(signer.accountId, multiSignature(signer.scheme, signature), extra, call);
}
