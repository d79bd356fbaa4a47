import { blake2b } from "@noble/hashes/blake2.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 as nobleSha256, sha384 as nobleSha384, sha512 as nobleSha512 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

/** A hash: any bytes in, a fixed number of bytes out. */
export type HashFunction = (bytes: Uint8Array) => Uint8Array;

/** The hashes that blocks and state consist of, by whatever code a process has for them. */
export interface Hashes {
  readonly blake2b128: HashFunction;
  readonly blake2b256: HashFunction;
  readonly sha256: HashFunction;
}

let used: Hashes = {
  blake2b128: (bytes) => blake2b(bytes, { dkLen: 16 }),
  blake2b256: (bytes) => blake2b(bytes, { dkLen: 32 }),
  sha256: (bytes) => nobleSha256(bytes),
};

/** From now on these hashes are computed by a host's own code in this process: the same digests, sooner. */
export function useHashes(hashes: Hashes): void {
  used = hashes;
}

/** BLAKE2b with a 16-byte digest (RFC 7693): Substrate's `Blake2_128Concat` map hasher. */
export const blake2b128: HashFunction = (bytes) => used.blake2b128(bytes);

/** BLAKE2b with a 32-byte digest (RFC 7693): block, extrinsic and payload hashes. */
export const blake2b256: HashFunction = (bytes) => used.blake2b256(bytes);

/** BLAKE2b with a 64-byte digest (RFC 7693). */
export const blake2b512: HashFunction = (bytes) => blake2b(bytes, { dkLen: 64 });

/** SHA-256 (FIPS 180-4): the state tree and every hash that enclaves check. */
export const sha256: HashFunction = (bytes) => used.sha256(bytes);

/** SHA-384 (FIPS 180-4): measurements. */
export const sha384: HashFunction = (bytes) => nobleSha384(bytes);

/** SHA-512 (FIPS 180-4): report data. */
export const sha512: HashFunction = (bytes) => nobleSha512(bytes);

/** Keccak-256 with Ethereum's padding (not SHA3-256): addresses and commitments. */
export const keccak256: HashFunction = (bytes) => keccak_256(bytes);

/** HMAC-SHA-256 (RFC 2104). */
export const hmacSha256 = (key: Uint8Array, message: Uint8Array): Uint8Array => hmac(nobleSha256, key, message);
