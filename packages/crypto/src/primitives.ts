import type { HashFunction } from "./hash/digests.ts";

/** An X25519 key pair; both halves 32 bytes. */
export interface X25519Pair {
  /** Secret. Overwrite (`fill(0)`) when it is no longer needed. */
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/**
 * The cryptography a program is given by whoever runs it: pure JavaScript in browsers and tests, `node:crypto` in
 * services, frozen host functions in an enclave. All implementations give the same bytes and accept the same
 * signatures; one conformance test holds them to it.
 */
export interface Primitives {
  /** Bytes nobody can predict. */
  readonly randomBytes: (length: number) => Uint8Array;
  readonly sha256: HashFunction;
  readonly sha384: HashFunction;
  readonly sha512: HashFunction;
  readonly blake2b256: HashFunction;
  readonly hmacSha256: (key: Uint8Array, message: Uint8Array) => Uint8Array;
  /** Diffie-Hellman on Curve25519 (RFC 7748). */
  readonly x25519: {
    readonly generate: () => X25519Pair;
    readonly publicKey: (privateKey: Uint8Array) => Uint8Array;
    /** @throws `crypto.BadKey` for a public key of small order (the secret would be zero). */
    readonly sharedSecret: (privateKey: Uint8Array, publicKey: Uint8Array) => Uint8Array;
  };
  /** Ed25519 signatures; `seed` is the 32-byte private key of RFC 8032. */
  readonly ed25519: {
    readonly publicKey: (seed: Uint8Array) => Uint8Array;
    readonly sign: (seed: Uint8Array, message: Uint8Array) => Uint8Array;
    /** The project's one rule for ed25519 (see the package README). Never throws. */
    readonly verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  };
  /** ChaCha20-Poly1305 (RFC 8439): 32-byte key, 12-byte nonce, 16-byte tag behind the ciphertext. */
  readonly chacha20poly1305: {
    readonly seal: (key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array) => Uint8Array;
    /** @throws `crypto.Undecryptable` */
    readonly open: (key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array) => Uint8Array;
  };
}
