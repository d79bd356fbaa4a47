import sodium from "sodium-native";
import type { HashFunction } from "../hash/digests.ts";
import { isAdmissibleEd25519 } from "../sign/ed25519.ts";
import { sha256 as opensslSha256 } from "./digests.ts";

/** The library's functions take any bytes; only their declarations ask for a Buffer. */
const view = (bytes: Uint8Array): Buffer => bytes as Buffer;

/**
 * Buffer for hashing. Arrays of up to 64 bytes lie in the engine's heap; handing one to native code takes it out of
 * there, which costs more than the hash.
 */
const input = Buffer.alloc(512);
const inputs = Array.from({ length: input.length + 1 }, (_, length) => input.subarray(0, length));

function nativeHash(compute: (digest: Buffer, bytes: Buffer) => void, length: number): HashFunction {
  const digest = Buffer.alloc(length);
  return (bytes) => {
    const prepared = inputs[bytes.length];
    if (prepared) prepared.set(bytes);
    compute(digest, prepared ?? view(bytes));
    return Uint8Array.from(digest);
  };
}

const blake2b = (length: number): HashFunction => nativeHash(sodium.crypto_generichash, length);

const shortSha256 = nativeHash(sodium.crypto_hash_sha256, 32);

/** SHA-256: of few bytes by libsodium, which is called sooner, of many by OpenSSL, which computes faster. */
export const sha256: HashFunction = (bytes) =>
  bytes.length <= input.length ? shortSha256(bytes) : opensslSha256(bytes);

/** BLAKE2b with a 16-byte digest, in C. */
export const blake2b128: HashFunction = blake2b(16);

/** BLAKE2b with a 32-byte digest, in C. */
export const blake2b256: HashFunction = blake2b(32);

/** BLAKE2b with a 64-byte digest, in C. */
export const blake2b512: HashFunction = blake2b(64);

/** `verifyEd25519` by libsodium: the same rule, some 25 times faster. */
export const verifyEd25519Sodium = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean =>
  isAdmissibleEd25519(publicKey, signature) &&
  sodium.crypto_sign_verify_detached(view(signature), view(message), view(publicKey));

/** Ed25519 by libsodium; RFC 8032, so deterministic. */
export function signEd25519Sodium(seed: Uint8Array, publicKey: Uint8Array, message: Uint8Array): Uint8Array {
  const secret = Buffer.alloc(64);
  secret.set(seed);
  secret.set(publicKey, 32);
  const signature = new Uint8Array(64);
  sodium.crypto_sign_detached(view(signature), view(message), secret);
  secret.fill(0);
  return signature;
}
