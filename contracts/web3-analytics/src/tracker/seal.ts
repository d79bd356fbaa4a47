import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { type Bytes, base64url, bigEndian, concat, fromHex, utf8 } from "./bytes.ts";

/** Network, contract, its code, and its key in an epoch: what an item is sealed to. */
export interface SealedTo {
  /** Each `0x` and 64 hexadecimal digits. */
  readonly genesis: string;
  readonly contract: string;
  readonly codeHash: string;
  readonly key: string;
  readonly epoch: number;
}

const { subtle } = crypto;
const kemSuite = concat(utf8("KEM"), bigEndian(0x0020, 2));
const suite = concat(utf8("HPKE"), bigEndian(0x0020, 2), bigEndian(0x0001, 2), bigEndian(0x0003, 2));
const none = new Uint8Array();

/**
 * An item of a text for a contract, as the SDK's `seal` makes it, in a few kilobytes: HPKE (RFC 9180, base mode,
 * X25519, HKDF-SHA256, ChaCha20-Poly1305). Key agreement and hashes are the browser's own.
 */
export async function sealItem({ genesis, contract, codeHash, key, epoch }: SealedTo, text: string): Promise<string> {
  const info = concat(
    utf8("phala/hpke/v1"),
    fromHex(genesis),
    utf8("item"),
    ...[contract, codeHash].map(fromHex),
    bigEndian(epoch, 4),
  );
  const { enc, secret } = await encapsulate(fromHex(key));
  const [pskHash, infoHash] = [
    await extract(none, "psk_id_hash", none, suite),
    await extract(none, "info_hash", info, suite),
  ];
  const context = concat(Uint8Array.of(0), pskHash, infoHash);
  const prk = await extract(secret, "secret", none, suite);
  const cipher = chacha20poly1305(
    await expand(prk, "key", context, 32, suite),
    await expand(prk, "base_nonce", context, 12, suite),
    none,
  );
  return `item1.${base64url(concat(bigEndian(epoch, 4), enc, cipher.encrypt(padded(utf8(text)))))}`;
}

/** Section 4.1, Encap. */
async function encapsulate(to: Bytes): Promise<{ readonly enc: Bytes; readonly secret: Bytes }> {
  const pair = (await subtle.generateKey("X25519", false, ["deriveBits"])) as CryptoKeyPair;
  const receiver = await subtle.importKey("raw", to, "X25519", false, []);
  const shared = await subtle.deriveBits({ name: "X25519", public: receiver }, pair.privateKey, 256);
  const enc = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  const prk = await extract(none, "eae_prk", new Uint8Array(shared), kemSuite);
  return { enc, secret: await expand(prk, "shared_secret", concat(enc, to), 32, kemSuite) };
}

/** LabeledExtract, section 4. */
const extract = (salt: Bytes, label: string, material: Bytes, id: Bytes): Promise<Bytes> =>
  hmac(salt.length === 0 ? new Uint8Array(32) : salt, concat(utf8("HPKE-v1"), id, utf8(label), material));

/** LabeledExpand, of one block of output at most. */
async function expand(prk: Bytes, label: string, info: Bytes, length: number, id: Bytes): Promise<Bytes> {
  const labeled = concat(bigEndian(length, 2), utf8("HPKE-v1"), id, utf8(label), info);
  return (await hmac(prk, concat(labeled, Uint8Array.of(1)))).slice(0, length);
}

async function hmac(key: Bytes, message: Bytes): Promise<Bytes> {
  const imported = await subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", imported, message));
}

/** In a bucket of 256, 512, 1024, … bytes: the length, the message, zeros. */
function padded(message: Bytes): Bytes {
  let size = 256;
  while (size < message.length + 4) size *= 2;
  return concat(bigEndian(message.length, 4), message, new Uint8Array(size - 4 - message.length));
}
