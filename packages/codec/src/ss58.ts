import { blake2b } from "@noble/hashes/blake2.js";
import { base58 } from "@scure/base";
import { concat, equalBytes, fromHex, type Hex, toHex, utf8 } from "./bytes.ts";
import { errors } from "./errors.ts";

const checksum = (body: Uint8Array): Uint8Array => blake2b(concat(utf8("SS58PRE"), body), { dkLen: 64 }).subarray(0, 2);

/** What an account looks like in JSON, as errors and schemas say it. */
export const accountForm = "an SS58 address, such as 5Grw…, or 0x and 64 hexadecimal digits";

const bad = (reason: string, cause?: unknown) => errors.BadAddress({ reason, expected: accountForm }, cause);

const wrongLength = "the address is too long or too short";

/** SS58 text of a 32-byte account. Prefixes 0–16383. */
export function encodeAddress(account: Hex, prefix: number): string {
  const head =
    prefix < 64
      ? Uint8Array.of(prefix)
      : Uint8Array.of(((prefix & 0xfc) >> 2) | 0x40, (prefix >> 8) | ((prefix & 3) << 6));
  const body = concat(head, fromHex(account));
  return base58.encode(concat(body, checksum(body)));
}

/**
 * The account and network prefix of SS58 text.
 *
 * @throws `codec.BadAddress` when alphabet, length or checksum are wrong, and says which.
 */
export function decodeAddress(text: string): { readonly account: Hex; readonly prefix: number } {
  if (text.length > 64) throw bad(wrongLength);
  let raw: Uint8Array;
  try {
    raw = base58.decode(text);
  } catch (cause) {
    throw bad("the address has a letter that base58 lacks, as 0, O, I and l", cause);
  }
  const [first = 0xff, second = 0] = raw;
  const headLength = first < 64 ? 1 : 2;
  if (first > 127 || raw.length !== headLength + 34) throw bad(wrongLength);
  const body = raw.subarray(0, -2);
  if (!equalBytes(checksum(body), raw.subarray(-2)))
    throw bad("the address's checksum does not fit: some letter of it is wrong");
  const prefix = headLength === 1 ? first : ((first & 0x3f) << 2) | (second >> 6) | ((second & 0x3f) << 8);
  return { account: toHex(body.subarray(headLength)), prefix };
}
