import { concat, fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import { errors } from "../errors.ts";
import { hkdfExpand, hkdfExtract } from "../hash/hkdf.ts";
import type { Primitives } from "../primitives.ts";

/** Derives further secrets from one HPKE encryption: both sides get the same, nobody else. */
export type ExportSecret = (label: string, length: number) => Uint8Array;

/** A sealed message, and the sender's further secrets. */
export interface Sealed {
  /** The encapsulated key, 32 bytes: travels with the ciphertext. */
  readonly enc: Hex;
  readonly ciphertext: Uint8Array;
  readonly exportSecret: ExportSecret;
}

/** An opened message, and the receiver's further secrets. */
export interface Opened {
  readonly plaintext: Uint8Array;
  readonly exportSecret: ExportSecret;
}

const u16be = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);

/** RFC 9180 §7: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. */
const KEM = u16be(0x0020);
const KEM_SUITE = concat(utf8("KEM"), KEM);
const HPKE_SUITE = concat(utf8("HPKE"), KEM, u16be(0x0001), u16be(0x0003));
const VERSION = utf8("HPKE-v1");
const MODE_BASE = Uint8Array.of(0);
const NOTHING = new Uint8Array(0);

/** LabeledExtract and LabeledExpand of RFC 9180 §4. */
function labeled(primitives: Pick<Primitives, "hmacSha256">, suite: Uint8Array) {
  const hmac = primitives.hmacSha256;
  return {
    extract: (salt: Uint8Array, label: string, ikm: Uint8Array) =>
      hkdfExtract(salt, concat(VERSION, suite, utf8(label), ikm), hmac),
    expand: (prk: Uint8Array, label: string, info: Uint8Array, length: number) =>
      hkdfExpand(prk, concat(u16be(length), VERSION, suite, utf8(label), info), length, hmac),
  };
}

/** ExtractAndExpand of RFC 9180 §4.1. */
function kemSecret(
  primitives: Pick<Primitives, "hmacSha256">,
  dh: Uint8Array,
  enc: Uint8Array,
  receiver: Uint8Array,
): Uint8Array {
  const { extract, expand } = labeled(primitives, KEM_SUITE);
  return expand(extract(NOTHING, "eae_prk", dh), "shared_secret", concat(enc, receiver), 32);
}

/** KeySchedule of RFC 9180 §5.1 in base mode; the nonce is that of the first and only message. */
function keySchedule(primitives: Pick<Primitives, "hmacSha256">, shared: Uint8Array, info: Uint8Array) {
  const { extract, expand } = labeled(primitives, HPKE_SUITE);
  const context = concat(MODE_BASE, extract(NOTHING, "psk_id_hash", NOTHING), extract(NOTHING, "info_hash", info));
  const secret = extract(shared, "secret", NOTHING);
  const exporter = expand(secret, "exp", context, 32);
  const exportSecret: ExportSecret = (label, length) => expand(exporter, "sec", utf8(label), length);
  return { key: expand(secret, "key", context, 32), nonce: expand(secret, "base_nonce", context, 12), exportSecret };
}

function expectKey(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== 32) throw errors.BadLength({ expected: 32, actual: bytes.length });
  return bytes;
}

/**
 * Encrypts one message to a public key: HPKE (RFC 9180), base mode, single shot, with a fresh key each time.
 *
 * @param publicKey - Receiver's X25519 key, 32 bytes.
 * @param info - What the message is for; the receiver must name the same.
 * @param aad - Data bound to the message but not in it.
 * @param plaintext - The message, or what makes it of the encapsulated key, for a message that signs that key.
 * @throws `crypto.BadLength`, `crypto.BadKey` for a key of small order.
 */
export function sealTo(
  primitives: Primitives,
  publicKey: Hex,
  info: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array | ((enc: Hex) => Uint8Array),
): Sealed {
  const receiver = expectKey(fromHex(publicKey));
  const ephemeral = primitives.x25519.generate();
  const dh = primitives.x25519.sharedSecret(ephemeral.privateKey, receiver);
  const shared = kemSecret(primitives, dh, ephemeral.publicKey, receiver);
  const { key, nonce, exportSecret } = keySchedule(primitives, shared, info);
  const enc = toHex(ephemeral.publicKey);
  const message = typeof plaintext === "function" ? plaintext(enc) : plaintext;
  return { enc, ciphertext: primitives.chacha20poly1305.seal(key, nonce, aad, message), exportSecret };
}

/**
 * Decrypts what {@link sealTo} made.
 *
 * @param privateKey - Receiver's X25519 key, 32 bytes, secret.
 * @throws `crypto.Undecryptable` when key, info, aad or ciphertext differ; `crypto.BadLength`, `crypto.BadKey`.
 */
export function openWith(
  primitives: Primitives,
  privateKey: Uint8Array,
  enc: Hex,
  info: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
): Opened {
  const sender = expectKey(fromHex(enc));
  const dh = primitives.x25519.sharedSecret(expectKey(privateKey), sender);
  const shared = kemSecret(primitives, dh, sender, primitives.x25519.publicKey(privateKey));
  const { key, nonce, exportSecret } = keySchedule(primitives, shared, info);
  return { plaintext: primitives.chacha20poly1305.open(key, nonce, aad, ciphertext), exportSecret };
}

/**
 * Opens, as its sender, what was sealed with this ephemeral key: whoever is shown that key can tell what the receiver
 * found, of this ciphertext alone.
 *
 * @param ephemeralKey - The secret half of `enc`.
 * @param publicKey - Receiver's X25519 key.
 * @throws `crypto.Undecryptable` when the key is not that of `enc`, or as {@link openWith}; `crypto.BadLength`, `crypto.BadKey`.
 */
export function openAsSender(
  primitives: Pick<Primitives, "x25519" | "hmacSha256" | "chacha20poly1305">,
  ephemeralKey: Uint8Array,
  publicKey: Hex,
  enc: Hex,
  info: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array {
  const receiver = expectKey(fromHex(publicKey));
  const sender = primitives.x25519.publicKey(expectKey(ephemeralKey));
  if (toHex(sender) !== enc) throw errors.Undecryptable();
  const dh = primitives.x25519.sharedSecret(ephemeralKey, receiver);
  const { key, nonce } = keySchedule(primitives, kemSecret(primitives, dh, sender, receiver), info);
  return primitives.chacha20poly1305.open(key, nonce, aad, ciphertext);
}
