import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { randomBytes } from "@noble/ciphers/utils.js";
import { concat, decodeAddress, encodeAddress, equalBytes, fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import { base64 } from "@scure/base";
import { errors } from "../errors.ts";
import { secretFromUri } from "./derivation.ts";
import { type Keypair, keypairFromSecret } from "./keypair.ts";
import { accountOf, type Scheme, schemeLengths } from "./scheme.ts";
import { deriveKey, type ScryptCost } from "./scrypt.ts";

/** An account's key under a password, in the JSON that polkadot-js and its wallets read and write (version 3). */
export interface Keystore {
  /** Base64 of `salt (32) ‖ N ‖ p ‖ r (u32, little-endian) ‖ nonce (24) ‖ secretbox of the key`. */
  readonly encoded: string;
  readonly encoding: {
    readonly content: readonly ["pkcs8", Scheme];
    readonly type: readonly ["scrypt", "xsalsa20-poly1305"];
    readonly version: "3";
  };
  /** SS58 (prefix 42); of ecdsa the compressed public key, which no address tells. */
  readonly address: string;
  /** `name`, `whenCreated` and what else wallets keep. Not protected. */
  readonly meta: Readonly<Record<string, unknown>>;
}

/** What new keystores cost to open: 128 MiB for a moment. */
const cost: ScryptCost = { N: 1 << 17, r: 8, p: 1 };
/** Costs that wallets write. A file asks for no other, or it could ask for all memory. */
const costs: readonly ScryptCost[] = [
  cost,
  { N: 1 << 16, r: 8, p: 2 },
  { N: 1 << 15, r: 8, p: 1 },
  { N: 1 << 15, r: 8, p: 3 },
  { N: 1 << 14, r: 8, p: 5 },
  { N: 1 << 13, r: 8, p: 10 },
];

/** Before the secret, and between it and the public key: DER of an Ed25519 key, whatever the scheme. */
const header = fromHex("0x3053020101300506032b657004220420");
const divider = fromHex("0xa123032100");

const saltLength = 32;
const costLength = 12;
const nonceLength = 24;

/**
 * Encrypts the key of a secret URI. The phrase itself is not in the file: whoever wants it back must keep it elsewhere.
 *
 * @throws what `keypairFromUri` throws
 */
export function sealKeystore(
  uri: string,
  scheme: Scheme,
  password: string,
  meta: Readonly<Record<string, unknown>> = {},
): Keystore {
  const secret = secretFromUri(uri, scheme);
  const publicKey = fromHex(keypairFromSecret(secret, scheme).publicKey);
  const [salt, nonce] = [randomBytes(saltLength), randomBytes(nonceLength)];
  const key = keyOf(password, salt, cost);
  const sealed = xsalsa20poly1305(key, nonce).encrypt(contentOf(secret, publicKey, scheme));
  return {
    encoded: base64.encode(concat(salt, costBytes(cost), nonce, sealed)),
    encoding: { content: ["pkcs8", scheme], type: ["scrypt", "xsalsa20-poly1305"], version: "3" },
    address: addressOf(scheme, publicKey),
    meta,
  };
}

/**
 * Reads keystore JSON, without opening it: whose key it holds.
 *
 * @throws `crypto.BadKeystore` for any other version or encryption, and for what is none
 */
export function readKeystore(json: unknown): { readonly keystore: Keystore; readonly account: Hex } {
  const { encoded, encoding, address, meta } = Object(json) as Partial<Record<keyof Keystore, unknown>>;
  const { content, type, version } = Object(encoding) as Partial<Record<keyof Keystore["encoding"], unknown>>;
  const [format, scheme] = [content].flat();
  if (typeof encoded !== "string" || typeof address !== "string")
    throw errors.BadKeystore({ reason: "not a keystore" });
  if (format === "batch-pkcs8")
    throw errors.BadKeystore({ reason: "several accounts in one file: export them singly" });
  if (format !== "pkcs8" || version !== "3") throw errors.BadKeystore({ reason: "a version other than 3" });
  if (!isScheme(scheme)) throw errors.BadKeystore({ reason: `a key of another kind: ${scheme}` });
  if ([type].flat().join() !== "scrypt,xsalsa20-poly1305")
    throw errors.BadKeystore({ reason: "not encrypted by scrypt" });
  return {
    keystore: {
      encoded,
      encoding: { content: ["pkcs8", scheme], type: ["scrypt", "xsalsa20-poly1305"], version },
      address,
      meta: Object(meta) as Keystore["meta"],
    },
    account: readAddress(address, scheme),
  };
}

/**
 * Opens a keystore. The key is that of the file's address, or it is refused.
 *
 * @throws `crypto.BadKeystore`; `crypto.WrongPassword`, also for a file that was changed
 */
export function openKeystore({ encoded, encoding, address }: Keystore, password: string): Keypair {
  const [, scheme] = encoding.content;
  const bytes = readBase64(encoded);
  if (bytes.length < saltLength + costLength + nonceLength) throw errors.BadKeystore({ reason: "too short" });
  const cut = (from: number, length?: number) => bytes.subarray(from, length === undefined ? undefined : from + length);
  const asked = cut(saltLength, costLength);
  const cost = costs.find((one) => equalBytes(costBytes(one), asked));
  if (!cost) throw errors.BadKeystore({ reason: "a cost that no wallet asks for" });
  const key = keyOf(password, cut(0, saltLength), cost);
  let content: Uint8Array;
  try {
    const nonce = cut(saltLength + costLength, nonceLength);
    content = xsalsa20poly1305(key, nonce).decrypt(cut(saltLength + costLength + nonceLength));
  } catch (cause) {
    throw errors.WrongPassword({}, cause);
  }
  const pair = keypairFromSecret(secretIn(content, scheme), scheme);
  if (pair.accountId !== readAddress(address, scheme))
    throw errors.BadKeystore({ reason: "its key is of another address" });
  return pair;
}

/** What is encrypted: the secret and its public key. Of ed25519 the public key twice. */
export const contentOf = (secret: Uint8Array, publicKey: Uint8Array, scheme: Scheme): Uint8Array =>
  concat(header, secret, scheme === "ed25519" ? publicKey : new Uint8Array(), divider, publicKey);

function secretIn(content: Uint8Array, scheme: Scheme): Uint8Array {
  const stored = scheme === "ecdsa" ? 32 : 64;
  const { length } = header;
  if (
    !equalBytes(content.subarray(0, length), header) ||
    !equalBytes(content.subarray(length + stored, length + stored + divider.length), divider)
  )
    throw errors.BadKeystore({ reason: "its content is not pkcs8" });
  return content.slice(length, length + (scheme === "sr25519" ? 64 : 32));
}

const keyOf = (password: string, salt: Uint8Array, cost: ScryptCost): Uint8Array =>
  deriveKey(utf8(password), salt, cost, 64).subarray(0, 32);

function costBytes({ N, r, p }: ScryptCost): Uint8Array {
  const view = new DataView(new ArrayBuffer(costLength));
  for (const [i, number] of [N, p, r].entries()) view.setUint32(4 * i, number, true);
  return new Uint8Array(view.buffer);
}

const addressOf = (scheme: Scheme, publicKey: Uint8Array): string =>
  scheme === "ecdsa" ? toHex(publicKey) : encodeAddress(accountOf(scheme, publicKey), 42);

function readAddress(address: string, scheme: Scheme): Hex {
  try {
    if (!address.startsWith("0x")) return decodeAddress(address).account;
    const publicKey = fromHex(address);
    if (publicKey.length === schemeLengths[scheme].publicKey) return accountOf(scheme, publicKey);
  } catch (cause) {
    throw errors.BadKeystore({ reason: "its address is none" }, cause);
  }
  throw errors.BadKeystore({ reason: "its address is none" });
}

function readBase64(text: string): Uint8Array {
  try {
    return base64.decode(text);
  } catch (cause) {
    throw errors.BadKeystore({ reason: "not base64" }, cause);
  }
}

const isScheme = (name: unknown): name is Scheme => typeof name === "string" && Object.hasOwn(schemeLengths, name);
