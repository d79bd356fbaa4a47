import { type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "../hash/digests.ts";

/** Signature schemes of accounts. */
export type Scheme = "sr25519" | "ed25519" | "ecdsa";

/** Bytes of a public key and of a signature, by scheme. */
export const schemeLengths: Record<Scheme, { readonly publicKey: number; readonly signature: number }> = {
  sr25519: { publicKey: 32, signature: 64 },
  ed25519: { publicKey: 32, signature: 64 },
  ecdsa: { publicKey: 33, signature: 65 },
};

/** The 32-byte account of a public key: the key itself, or BLAKE2b-256 of the compressed ecdsa key. */
export const accountOf = (scheme: Scheme, publicKey: Uint8Array): Hex =>
  toHex(scheme === "ecdsa" ? blake2b256(publicKey) : publicKey);
