import { type AccountId, concat, encode, fromHex, type Hex, u64be, utf8 } from "@pha/codec";
import { blake2b256, type Scheme } from "@pha/crypto";
import type { AnyPallet, ArgsOf, Call } from "@pha/frame";
import { RuntimeCall } from "../pallets.ts";
import { version } from "../version.ts";
import { type Additional, type Extra, payloadBytes } from "./extensions.ts";
import { type AccountSignature, encodeBare, encodeSigned } from "./extrinsic.ts";

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

/** What has to be known of the chain to sign. */
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
  specVersion = version.spec_version,
}: SigningContext): Additional => ({
  specVersion,
  transactionVersion: version.transaction_version,
  genesisHash,
  eraBlockHash,
});

/** The bytes that an account signs: the payload, or its BLAKE2b-256 when it is longer than 256 bytes. */
export function signingPayload(callBytes: Uint8Array, extra: Extra, context: SigningContext): Uint8Array {
  const payload = payloadBytes(callBytes, extra, additionalOf(context));
  return payload.length > 256 ? blake2b256(payload) : payload;
}

/** SCALE of a call, of which fees and payloads are made. */
export const encodeCall = (call: Call): Uint8Array => encode(RuntimeCall, call);

/** What signs for an account: `keypairFromUri` of `@pha/crypto` makes one. */
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

/** Signs a call: bytes of the extrinsic, ready to submit. */
export function signExtrinsic(signer: Signer, call: Call, extra: Extra, context: SigningContext): Uint8Array {
  const signature = signer.sign(signingPayload(encodeCall(call), extra, context));
  return encodeSigned(signer.accountId, multiSignature(signer.scheme, signature), extra, call);
}

const bareLabel = utf8("phala/bare/v1");
const signatureLength = 64;

/**
 * The bytes that an enclave's session signs: `"phala/bare/v1" ‖ genesis ‖ session ‖ u64 sequence ‖ call`, where the
 * call is its SCALE without the 64 bytes of the signature that end it.
 */
export function bareMessage(genesisHash: Hex, session: Hex, sequence: bigint, callBytes: Uint8Array): Uint8Array {
  const unsigned = callBytes.subarray(0, callBytes.length - signatureLength);
  return concat(bareLabel, fromHex(genesisHash), fromHex(session), u64be(sequence), unsigned);
}

type Bare = "session" | "sequence" | "signature";

/** An enclave's session: its Ed25519 public key and what signs with it. */
export interface BareSigner {
  readonly genesisHash: Hex;
  readonly session: Hex;
  sign(message: Uint8Array): Hex;
}

/**
 * Makes and signs a bare extrinsic of an enclave: `signBare(signer, contracts, "report", { reports }, sequence)`.
 *
 * @returns bytes of the extrinsic, ready to submit by anybody.
 */
export function signBare<P extends AnyPallet, N extends keyof P["calls"] & string>(
  signer: BareSigner,
  pallet: P,
  name: N,
  args: Omit<ArgsOf<P, N>, Bare>,
  sequence: bigint,
): Uint8Array {
  const { session, genesisHash } = signer;
  const make = (signature: Hex): Call => ({
    type: pallet.name,
    value: { type: name, value: { ...args, session, sequence, signature } },
  });
  const unsigned = encodeCall(make(`0x${"00".repeat(signatureLength)}`));
  return encodeBare(make(signer.sign(bareMessage(genesisHash, session, sequence, unsigned))));
}
