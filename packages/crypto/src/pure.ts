import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { randomBytes } from "@noble/hashes/utils.js";
import { errors } from "./errors.ts";
import { blake2b256, hmacSha256, sha256, sha384, sha512 } from "./hash/digests.ts";
import type { Primitives } from "./primitives.ts";
import { verifyEd25519 } from "./sign/ed25519.ts";

/** {@link Primitives} in JavaScript alone: for browsers, tests, and as the reference for the fast ones. */
export const purePrimitives: Primitives = {
  randomBytes,
  sha256,
  sha384,
  sha512,
  blake2b256,
  hmacSha256,
  x25519: {
    generate() {
      const privateKey = randomBytes(32);
      return { privateKey, publicKey: x25519.getPublicKey(privateKey) };
    },
    publicKey: (privateKey) => x25519.getPublicKey(privateKey),
    sharedSecret(privateKey, publicKey) {
      try {
        return x25519.getSharedSecret(privateKey, publicKey);
      } catch (cause) {
        throw errors.BadKey({ scheme: "x25519" }, cause);
      }
    },
  },
  ed25519: {
    publicKey: (seed) => ed25519.getPublicKey(seed),
    sign: (seed, message) => ed25519.sign(message, seed),
    verify: verifyEd25519,
  },
  chacha20poly1305: {
    seal: (key, nonce, aad, plaintext) => chacha20poly1305(key, nonce, aad).encrypt(plaintext),
    open(key, nonce, aad, ciphertext) {
      try {
        return chacha20poly1305(key, nonce, aad).decrypt(ciphertext);
      } catch (cause) {
        throw errors.Undecryptable({}, cause);
      }
    },
  },
};
