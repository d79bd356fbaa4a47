import { concat, fromHex, utf8 } from "@pha/codec";
import { HDKD, secretFromSeed } from "@scure/sr25519/index.js";
import { errors } from "../errors.ts";
import { blake2b256 } from "../hash/digests.ts";
import { DEV_PHRASE, miniSecretFromPhrase } from "./phrase.ts";
import type { Scheme } from "./scheme.ts";

/** One step of a derivation path: `//x` is hard (needs the secret), `/x` is soft. */
interface Junction {
  readonly hard: boolean;
  /** 32 bytes. */
  readonly chainCode: Uint8Array;
}

const URI = /^(?<secret>[^/]*)(?<path>(?:\/\/?[^/]+)*)(?:\/\/\/(?<password>.*))?$/s;
const MINI_SECRET = /^0x[0-9a-fA-F]{64}$/;

/** {@link miniSecretFromPhrase} of {@link DEV_PHRASE}, written down because computing it takes 20 ms. */
export const DEV_MINI_SECRET = "0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e";

/** SCALE's compact length (of at most 2¹⁴ − 1) before the UTF-8 bytes of a text. */
function scaleText(text: string): Uint8Array {
  const bytes = utf8(text);
  const { length } = bytes;
  if (length >= 1 << 14) throw errors.BadUri();
  const prefix = length < 64 ? [length << 2] : [((length << 2) | 1) & 0xff, length >> 6];
  return concat(Uint8Array.from(prefix), bytes);
}

/** A number is its little-endian u64; any other text its SCALE bytes, hashed when they exceed 32. */
function junction(text: string, hard: boolean): Junction {
  const chainCode = new Uint8Array(32);
  if (/^\d+$/.test(text) && BigInt(text) < 2n ** 64n) {
    new DataView(chainCode.buffer).setBigUint64(0, BigInt(text), true);
  } else {
    const bytes = scaleText(text);
    chainCode.set(bytes.length > 32 ? blake2b256(bytes) : bytes);
  }
  return { hard, chainCode };
}

function parseUri(uri: string): { seed: Uint8Array; path: Junction[] } {
  const groups = uri === "" ? undefined : URI.exec(uri)?.groups;
  if (!groups) throw errors.BadUri();
  const { secret = "", path = "", password = "" } = groups;
  const seed = MINI_SECRET.test(secret)
    ? fromHex(secret)
    : secret === "" && password === ""
      ? fromHex(DEV_MINI_SECRET)
      : miniSecretFromPhrase(secret === "" ? DEV_PHRASE : secret, password);
  const steps = path.match(/\/\/?[^/]+/g) ?? [];
  return { seed, path: steps.map((step) => junction(step.replace(/^\/+/, ""), step.startsWith("//"))) };
}

const HDKD_LABEL = { ed25519: scaleText("Ed25519HDKD"), ecdsa: scaleText("Secp256k1HDKD") };

/**
 * The secret that a Substrate secret URI names: a 64-byte sr25519 secret, or a 32-byte seed or private key.
 *
 * @param uri - `[phrase | 0x-seed][//hard][/soft][///password]`; without phrase and seed the development phrase.
 * @throws `crypto.BadUri`, `crypto.BadPhrase`, `crypto.SoftJunction`
 */
export function secretFromUri(uri: string, scheme: Scheme): Uint8Array {
  const { seed, path } = parseUri(uri);
  if (scheme === "sr25519") {
    return path.reduce(
      (secret, { hard, chainCode }) => (hard ? HDKD.secretHard(secret, chainCode) : HDKD.secretSoft(secret, chainCode)),
      secretFromSeed(seed) as Uint8Array,
    );
  }
  return path.reduce((secret, { hard, chainCode }) => {
    if (!hard) throw errors.SoftJunction({ scheme });
    return blake2b256(concat(HDKD_LABEL[scheme], secret, chainCode));
  }, seed);
}
