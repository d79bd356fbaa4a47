import { type CodedError, errors } from "./errors.ts";

/** Bytes as text: `0x` and lowercase hexadecimal digits. Comparable with `===`, usable as a map key. */
export type Hex = `0x${string}`;

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const values = new Int8Array(128).fill(-1);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  values[digit.charCodeAt(0)] = value;
  values[digit.toUpperCase().charCodeAt(0)] = value;
}

/** From this many bytes on, one decoded buffer is faster than text put together: five times for a kilobyte and more. */
const LONG = 200;
const asciiDigits = Uint8Array.from(digits.join(""), (digit) => digit.charCodeAt(0));
const asciiDecoder = new TextDecoder();

function toHexLong(bytes: Uint8Array): Hex {
  const ascii = new Uint8Array(2 + 2 * bytes.length);
  ascii.set([0x30, 0x78]);
  for (let i = 0; i < bytes.length; i++) {
    const at = 2 * (bytes[i] as number);
    ascii[2 * i + 2] = asciiDigits[at] as number;
    ascii[2 * i + 3] = asciiDigits[at + 1] as number;
  }
  return asciiDecoder.decode(ascii) as Hex;
}

/** Character codes of a text, by the number of its bytes. */
const codesOf: number[][] = [];

/** `0x…` of any bytes. */
export function toHex(bytes: Uint8Array): Hex {
  if (bytes.length > LONG) return toHexLong(bytes);
  let codes = codesOf[bytes.length];
  if (codes === undefined) {
    codes = [0x30, 0x78, ...new Array<number>(2 * bytes.length).fill(0)];
    codesOf[bytes.length] = codes;
  }
  for (let i = 0; i < bytes.length; i++) {
    const at = 2 * (bytes[i] as number);
    codes[2 * i + 2] = asciiDigits[at] as number;
    codes[2 * i + 3] = asciiDigits[at + 1] as number;
  }
  // Text put together digit by digit is a tree, which whoever looks at it first flattens.
  return String.fromCharCode.apply(null, codes) as Hex;
}

/**
 * Bytes of `0x…`.
 *
 * @throws `codec.BadHex` without the prefix, with an odd number of digits or with anything that is no digit.
 */
export function fromHex(text: string): Uint8Array {
  if (!text.startsWith("0x")) throw errors.BadHex({ reason: "0x is missing in front" });
  if (text.length % 2 !== 0) throw notHex(text);
  const bytes = new Uint8Array((text.length >> 1) - 1);
  for (let i = 0; i < bytes.length; i++) {
    const high = values[text.charCodeAt(2 * i + 2)] ?? -1;
    const low = values[text.charCodeAt(2 * i + 3)] ?? -1;
    if (high < 0 || low < 0) throw notHex(text);
    bytes[i] = (high << 4) | low;
  }
  return bytes;
}

/** What keeps digits after 0x from being bytes: the first that is none, or their odd number. */
function notHex(text: string): CodedError {
  const position = text.slice(2).search(/[^0-9a-f]/i) + 2;
  if (position < 2) return errors.BadHex({ reason: "the number of hexadecimal digits is odd" });
  return errors.BadHex({ reason: "there is a character that is no hexadecimal digit", position });
}

/** Longer arrays lie outside of the engine's heap, which costs twenty times as much as the bytes are worth. */
const SHORT = 64;
const LONGEST_SHARED = 1_024;
const SLAB_BYTES = 8_192;
let slab: Uint8Array | undefined;
let used = SLAB_BYTES;

/**
 * From now on what is encoded, joined or read in this copy of the module, if it is no longer than a kilobyte, is cut
 * from arrays that lie side by side in one buffer: for hosts that execute blocks. Whoever keeps bytes for long copies
 * them, and nobody hands their `buffer` on. Not for processes whose memory holds different people's secrets.
 */
export function useSlabs(): void {
  if (slab !== undefined) return;
  slab = new Uint8Array(SLAB_BYTES);
  used = 0;
}

/** Room for some bytes, holding anything. */
function allocate(length: number): Uint8Array {
  if (slab === undefined || length <= SHORT || length > LONGEST_SHARED) return new Uint8Array(length);
  if (used + length > SLAB_BYTES) {
    slab = new Uint8Array(SLAB_BYTES);
    used = 0;
  }
  used += length;
  return slab.subarray(used - length, used);
}

/** A copy of some of the bytes. */
export function copyOf(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const copy = allocate(to - from);
  if (copy.length <= SHORT) for (let i = 0; i < copy.length; i++) copy[i] = bytes[from + i] as number;
  else copy.set(bytes.subarray(from, to));
  return copy;
}

/** The arguments, one after another. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const bytes = allocate(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** Whether two byte strings are equal. Not constant-time: for public values only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const encoder = new TextEncoder();

/** UTF-8 bytes of a text; the labels of signed bytes are ASCII. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** Big-endian u32, as in signed and hashed bytes. */
export function u32be(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** Big-endian u64, as in signed and hashed bytes. */
export function u64be(value: bigint): Uint8Array {
  const [high, low] = [Number(BigInt.asUintN(32, value >> 32n)), Number(BigInt.asUintN(32, value))];
  return Uint8Array.of(high >>> 24, high >>> 16, high >>> 8, high, low >>> 24, low >>> 16, low >>> 8, low);
}
