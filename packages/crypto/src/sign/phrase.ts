import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha512 as nobleSha512 } from "@noble/hashes/sha2.js";
import { concat, utf8 } from "@pha/codec";
import { generateMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { errors } from "../errors.ts";
import { sha256 } from "../hash/digests.ts";

/** The phrase of the well-known development accounts. Worth nothing: everybody has it. */
export const DEV_PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

/** A phrase that nobody had before: 12 English words, 128 random bits. */
export const newPhrase = (): string => generateMnemonic(wordlist, 128);

/** BIP-39 entropy of an English phrase, its checksum verified. */
function entropyOf(phrase: string): Uint8Array {
  const words = phrase.normalize("NFKD").trim().split(/\s+/);
  if (words.length % 3 !== 0 || words.length < 12 || words.length > 24) throw errors.BadPhrase();
  let bits = "";
  for (const word of words) {
    const index = wordlist.indexOf(word);
    if (index < 0) throw errors.BadPhrase();
    bits += index.toString(2).padStart(11, "0");
  }
  const length = (words.length * 32) / 3;
  const entropy = Uint8Array.from({ length: length / 8 }, (_, i) => Number.parseInt(bits.slice(8 * i, 8 * i + 8), 2));
  const checksum = (sha256(entropy)[0] as number).toString(2).padStart(8, "0");
  if (!checksum.startsWith(bits.slice(length))) throw errors.BadPhrase();
  return entropy;
}

/**
 * Substrate's 32-byte mini-secret of a BIP-39 phrase: PBKDF2-HMAC-SHA-512 over the *entropy* (not the words, as
 * BIP-39 has it), salt `mnemonic ‖ password`, 2048 rounds, first half.
 *
 * @throws `crypto.BadPhrase` for unknown words, a wrong number of them or a wrong checksum.
 */
export function miniSecretFromPhrase(phrase: string, password = ""): Uint8Array {
  const salt = concat(utf8("mnemonic"), utf8(password.normalize("NFKD")));
  return pbkdf2(nobleSha512, entropyOf(phrase), salt, { c: 2048, dkLen: 64 }).slice(0, 32);
}
