import type { Primitives } from "@pha/crypto";
import { HostError, takeBytes } from "./guard.ts";

const formatVersion = 1;
const saltBytes = 32;
const tagBytes = 16;
const label = new TextEncoder().encode("phala/seal-key/v1");
const utf8 = new TextEncoder();

interface Sealing {
  readonly seal: (purpose: string, version: number, plaintext: Uint8Array) => Uint8Array;
  readonly unseal: (purpose: string, version: number, sealed: Uint8Array) => Uint8Array;
}

/**
 * Sealing under the root that the platform derived for this measurement.
 *
 * Blob: `u8 format = 1 ‖ 32-byte salt ‖ ChaCha20-Poly1305 ciphertext`, key HMAC-SHA256(root, label ‖ salt) and nonce
 * zero: a fresh key for every seal, so their number has no limit. AAD: `genesis hash ‖ u32 version ‖ purpose`.
 */
export function makeSealing(primitives: Primitives, root: Uint8Array, genesisHash: Uint8Array): Sealing {
  const { chacha20poly1305, hmacSha256, randomBytes } = primitives;
  const nonce = new Uint8Array(12);

  const keyFor = (salt: Uint8Array) => {
    const message = new Uint8Array(label.length + saltBytes);
    message.set(label);
    message.set(salt, label.length);
    return hmacSha256(root, message);
  };

  const aadOf = (purpose: string, version: number) => {
    if (typeof purpose !== "string" || !Number.isInteger(version) || version < 0 || version > 0xffffffff)
      throw new HostError("enclave.BadArgument");
    const name = utf8.encode(purpose);
    const aad = new Uint8Array(36 + name.length);
    aad.set(genesisHash);
    new DataView(aad.buffer).setUint32(32, version);
    aad.set(name, 36);
    return aad;
  };

  return {
    seal(purpose, version, plaintext) {
      const salt = randomBytes(saltBytes);
      const aad = aadOf(purpose, version);
      const ciphertext = chacha20poly1305.seal(keyFor(salt), nonce, aad, takeBytes(plaintext));
      const blob = new Uint8Array(1 + saltBytes + ciphertext.length);
      blob[0] = formatVersion;
      blob.set(salt, 1);
      blob.set(ciphertext, 1 + saltBytes);
      return blob;
    },
    unseal(purpose, version, sealed) {
      const blob = takeBytes(sealed);
      const aad = aadOf(purpose, version);
      if (blob[0] !== formatVersion || blob.length < 1 + saltBytes + tagBytes)
        throw new HostError("enclave.SealBroken");
      const key = keyFor(blob.subarray(1, 1 + saltBytes));
      try {
        return Uint8Array.from(chacha20poly1305.open(key, nonce, aad, blob.subarray(1 + saltBytes)));
      } catch {
        throw new HostError("enclave.SealBroken");
      }
    },
  };
}
