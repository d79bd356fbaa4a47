import { equalBytes, fromHex, type Hex, toHex } from "@pha/codec";
import { errors } from "../errors.ts";
import { blake2b256, type HashFunction } from "../hash/digests.ts";
import { addressOfKey, type EcdsaRecover, ecdsaPublicKey, recoverEcdsa, signEcdsaBytes } from "./ecdsa.ts";
import { verifyEd25519 } from "./ed25519.ts";
import { isByKept, keepSigner } from "./known-signers.ts";
import type { Scheme } from "./scheme.ts";
import { verifySr25519 } from "./sr25519.ts";

type Verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** Building blocks of the public functions, once in JavaScript and once natively. */
export interface Verifiers {
  readonly sr25519: Verify;
  readonly ed25519: Verify;
  readonly recover: EcdsaRecover;
  readonly blake2b256: HashFunction;
}

/** Verifies an account's signature; see {@link verifySignature}. */
export type VerifySignature = (scheme: Scheme, publicKeyOrAccount: Hex, message: Uint8Array, signature: Hex) => boolean;

/** Recovers who signed a digest; see {@link recoverEthAddress}. */
export type RecoverEthAddress = (digest: Uint8Array, signature: Hex, likely?: Hex) => Hex | undefined;

/** Builds the verifying function from its parts. */
export function makeVerifySignature(verifiers: Verifiers): VerifySignature {
  return (scheme, publicKeyOrAccount, message, signature) => {
    const who = fromHex(publicKeyOrAccount);
    const proof = fromHex(signature);
    if (scheme !== "ecdsa") return verifiers[scheme](who, message, proof);
    const key = verifiers.recover(verifiers.blake2b256(message), proof);
    return key !== undefined && equalBytes(who.length === 33 ? key : verifiers.blake2b256(key), who);
  };
}

/** Builds the recovering function from its part. */
export const makeRecoverEthAddress =
  (recover: EcdsaRecover): RecoverEthAddress =>
  (digest, signature) => {
    const key = recover(digest, fromHex(signature));
    return key && toHex(addressOfKey(key));
  };

/**
 * Verifies an account's signature over a message by the scheme's one rule (package README). ecdsa signs
 * BLAKE2b-256 of the message. False for anything that is not a valid signature, wrong lengths included.
 *
 * @param publicKeyOrAccount - 32-byte key (sr25519, ed25519); 33-byte compressed key or 32-byte account (ecdsa).
 * @throws `codec.BadHex` when key or signature is no hexadecimal text.
 */
export const verifySignature: VerifySignature = makeVerifySignature({
  sr25519: verifySr25519,
  ed25519: verifyEd25519,
  recover: recoverEcdsa,
  blake2b256,
});

/**
 * Recovers the Ethereum address (20 bytes) that signed a 32-byte digest, or `undefined` when the signature is not
 * admissible (high s, v other than 0 or 1) or recovers no key.
 *
 * @param likely - Whose signature it should be. What is given is the same without it, but later: whoever signed before
 *   and was expected is known again.
 * @throws `codec.BadHex` when the signature is no hexadecimal text.
 */
export const recoverEthAddress: RecoverEthAddress = (digest, signature, likely) => {
  const bytes = fromHex(signature);
  if (likely !== undefined && isByKept(likely, digest, bytes)) return likely;
  const key = recoverEcdsa(digest, bytes);
  if (!key) return undefined;
  const address = toHex(addressOfKey(key));
  if (address === likely) keepSigner(address, key);
  return address;
};

/** Signs a 32-byte digest with a secp256k1 key: 65 bytes `r ‖ s ‖ v`, low s, v = 0 or 1 (Solidity adds 27). */
export const signEcdsa = (privateKey: Uint8Array, digest: Uint8Array): Hex => toHex(signEcdsaBytes(privateKey, digest));

/**
 * The Ethereum address (20 bytes) of a compressed secp256k1 public key.
 *
 * @throws `crypto.BadKey`
 */
export function ethAddressOf(publicKey: Hex): Hex {
  try {
    return toHex(addressOfKey(fromHex(publicKey)));
  } catch (cause) {
    throw errors.BadKey({ scheme: "ecdsa" }, cause);
  }
}

/** The Ethereum address (20 bytes) of a 32-byte secp256k1 private key. */
export const ethAddress = (privateKey: Uint8Array): Hex => toHex(addressOfKey(ecdsaPublicKey(privateKey)));
