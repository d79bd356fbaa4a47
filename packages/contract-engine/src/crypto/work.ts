import { gcm } from "@noble/ciphers/aes.js";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { accountSchemes, isSignedBy, publicKeyOf, signAs } from "./account.ts";
import { verifyRsa } from "./rsa.ts";

type Given = readonly Uint8Array[];

/** One thing that the host computes for a contract, from bytes alone: the same on every machine. */
export interface CryptoWork {
  /** How many texts it takes. */
  readonly takes: number;
  /** What it costs. */
  readonly gas: (...given: Given) => number;
  /** Bytes, or whether a signature holds. What throws cannot be: a text that does not open, a key that is none. */
  readonly run: (...given: Given) => Uint8Array | boolean;
}

/** Gas of a byte that is given, be it worked on twice, and of one that is derived. */
const workedByte = 400;
const derivedByte = 8_000;

/** Gas of multiplying a curve's base point, and another one. */
const basePoint = 6_000_000;
const otherPoint = 12_000_000;

const hashes = { "SHA-1": sha1, "SHA-256": sha256, "SHA-384": sha384, "SHA-512": sha512 } as const;
const p256Options = { prehash: false, lowS: false, format: "compact" } as const;
/** A number of four bytes, big-endian; of anything else, zero. */
const u32Of = (bytes: Uint8Array): number =>
  bytes.length === 4 ? bytes.reduce((number, byte) => number * 256 + byte, 0) : 0;

type Work = (...given: Uint8Array[]) => Uint8Array | boolean;
/** `gas` is beside that of the bytes that are given. */
type Row = readonly [name: string, takes: number, gas: number | ((...given: Uint8Array[]) => number), run: Work];

const rows: readonly Row[] = [
  ["AES-GCM seal", 4, 200_000, (key, iv, beside, text) => gcm(key, iv, beside).encrypt(text)],
  ["AES-GCM open", 4, 200_000, (key, iv, beside, text) => gcm(key, iv, beside).decrypt(text)],
  ["Ed25519 public", 1, basePoint, (secret) => ed25519.getPublicKey(secret)],
  ["Ed25519 sign", 2, 2 * basePoint, (secret, message) => ed25519.sign(message, secret)],
  ["X25519 public", 1, basePoint, (secret) => x25519.getPublicKey(secret)],
  ["X25519 agree", 2, otherPoint, (secret, point) => x25519.getSharedSecret(secret, point)],
  ["P-256 public", 1, basePoint, (secret) => p256.getPublicKey(secret, false)],
  ["P-256 point", 1, basePoint, (point) => p256.utils.isValidPublicKey(point, false)],
  ["P-256 agree", 2, otherPoint, (secret, point) => p256.getSharedSecret(secret, point, false).slice(1, 33)],
  ...Object.entries(hashes).flatMap(([name, hash]): Row[] => [
    [`${name} digest`, 1, 0, (data) => hash(data)],
    [`${name} HMAC`, 2, 100_000, (key, data) => hmac(hash, key, data)],
    [
      `${name} HKDF`,
      4,
      (_secret, _salt, _info, length) => 200_000 + derivedByte * u32Of(length as Uint8Array),
      (secret, salt, info, length) => expand(hash, extract(hash, secret, salt), info, u32Of(length)),
    ],
    [`${name} P-256 sign`, 2, 2 * basePoint, (secret, message) => p256.sign(hash(message), secret, p256Options)],
    [
      `${name} P-256 verify`,
      3,
      2 * otherPoint,
      (point, message, signature) => p256.verify(signature, hash(message), point, p256Options),
    ],
    [
      `${name} RSA verify`,
      4,
      basePoint,
      (modulus, exponent, message, signature) => verifyRsa(name, hash(message), { modulus, exponent, signature }),
    ],
  ]),
  ...accountSchemes.flatMap((scheme): Row[] => [
    [`${scheme} public`, 1, basePoint, (seed) => publicKeyOf(scheme, seed)],
    [`${scheme} sign`, 2, 2 * basePoint, (seed, message) => signAs(scheme, seed, message)],
    [`${scheme} verify`, 3, 2 * otherPoint, (key, message, signature) => isSignedBy(scheme, key, message, signature)],
  ]),
];

/** All of it, by the names that the guest asks for it by. */
export const cryptoWorks: ReadonlyMap<string, CryptoWork> = new Map(
  rows.map(([name, takes, own, run]) => {
    const gas = (...given: Given) =>
      given.reduce((sum, { length }) => sum + workedByte * length, typeof own === "number" ? own : own(...given));
    return [name, { takes, gas, run }];
  }),
);

/** What it comes to; `undefined` for what cannot be. */
export function attempt({ run }: CryptoWork, given: Given): Uint8Array | boolean | undefined {
  try {
    return run(...given);
  } catch (error) {
    if (error instanceof RangeError && error.message.includes("call stack")) throw error; // the machine's own affair
    return undefined;
  }
}
