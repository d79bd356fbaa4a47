import { ed25519 } from "@noble/curves/ed25519.js";
import { type Hex, toHex } from "@pha/codec";
import { secretFromSeed } from "@scure/sr25519/index.js";
import { errors } from "../errors.ts";
import { blake2b256 } from "../hash/digests.ts";
import { secretFromUri } from "./derivation.ts";
import { ecdsaPublicKey, signEcdsaBytes } from "./ecdsa.ts";
import { accountOf, type Scheme } from "./scheme.ts";
import { signSr25519, sr25519PublicKey } from "./sr25519.ts";

/** A key that can sign for an account. The secret itself is not reachable. */
export interface Keypair {
  readonly scheme: Scheme;
  /** 32 bytes, or 33 (compressed) for ecdsa. */
  readonly publicKey: Hex;
  /** 32 bytes. */
  readonly accountId: Hex;
  /** Signature over a message of any length: 64 bytes, or 65 for ecdsa (over BLAKE2b-256 of the message). */
  sign(message: Uint8Array): Hex;
}

/** The signing half of each scheme, once in JavaScript and once natively. */
export interface Signers {
  readonly sr25519: (secret: Uint8Array, publicKey: Uint8Array, message: Uint8Array) => Uint8Array;
  readonly ed25519: (seed: Uint8Array, publicKey: Uint8Array, message: Uint8Array) => Uint8Array;
  readonly ecdsa: (privateKey: Uint8Array, publicKey: Uint8Array, digest: Uint8Array) => Uint8Array;
}

const pureSigners: Signers = {
  sr25519: (secret, _, message) => signSr25519(secret, message),
  ed25519: (seed, _, message) => ed25519.sign(message, seed),
  ecdsa: (privateKey, _, digest) => signEcdsaBytes(privateKey, digest),
};

const publicKeyOf: Record<Scheme, (secret: Uint8Array) => Uint8Array> = {
  sr25519: sr25519PublicKey,
  ed25519: (seed) => ed25519.getPublicKey(seed),
  ecdsa: ecdsaPublicKey,
};

/** The key pair of a secret as its scheme uses it: 64 bytes of sr25519 (scalar · 8 ‖ nonce), 32 of the others. */
export function keypairFromSecret(secret: Uint8Array, scheme: Scheme, signers: Signers = pureSigners): Keypair {
  let publicKey: Uint8Array;
  try {
    publicKey = publicKeyOf[scheme](secret);
  } catch (cause) {
    throw errors.BadKey({ scheme }, cause); // zero, or not below the order of secp256k1
  }
  return {
    scheme,
    publicKey: toHex(publicKey),
    accountId: accountOf(scheme, publicKey),
    sign(message) {
      const signed = scheme === "ecdsa" ? blake2b256(message) : message;
      return toHex(signers[scheme](secret, publicKey, signed));
    },
  };
}

/**
 * The key pair of a Substrate secret URI, as every Substrate tool derives it: `//Alice`, `//Alice//stash`,
 * `//Alice/soft` (sr25519), `word word … word//path///password`, `0x<64 hex digits>//path`.
 *
 * @throws `crypto.BadUri`, `crypto.BadPhrase`, `crypto.SoftJunction`, `crypto.BadKey`
 */
export const keypairFromUri = (uri: string, scheme: Scheme, signers: Signers = pureSigners): Keypair =>
  keypairFromSecret(secretFromUri(uri, scheme), scheme, signers);

/**
 * The key pair of a 32-byte seed (mini-secret for sr25519, private key for ecdsa).
 *
 * @throws `crypto.BadLength`, `crypto.BadKey`
 */
export function keypairFromSeed(seed: Uint8Array, scheme: Scheme, signers: Signers = pureSigners): Keypair {
  if (seed.length !== 32) throw errors.BadLength({ expected: 32, actual: seed.length });
  return keypairFromSecret(scheme === "sr25519" ? secretFromSeed(seed) : Uint8Array.from(seed), scheme, signers);
}
