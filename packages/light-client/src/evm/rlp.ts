import { errors } from "../errors.ts";

/** What RLP encodes: bytes, or a list of such. */
export type Rlp = Uint8Array | readonly Rlp[];

/** Lists in lists: a receipt has four, and nothing read here has more. */
const MAX_DEPTH = 8;

/**
 * Reads RLP. Of several encodings of one item only the shortest is taken, and nothing behind it.
 *
 * @throws `light-client.BadRlp`
 */
export function decodeRlp(bytes: Uint8Array): Rlp {
  const { item, end } = readItem(bytes, 0, 0);
  if (end !== bytes.length) throw errors.BadRlp({ length: bytes.length, end });
  return item;
}

/**
 * An item that must be bytes, of a length if one is given.
 *
 * @throws `light-client.BadRlp`
 */
export function rlpBytes(item: Rlp | undefined, length?: number): Uint8Array {
  if (!(item instanceof Uint8Array) || (length !== undefined && item.length !== length))
    throw errors.BadRlp({ length });
  return item;
}

/**
 * An item that must be a list, of as many items if a number is given.
 *
 * @throws `light-client.BadRlp`
 */
export function rlpList(item: Rlp | undefined, items?: number): readonly Rlp[] {
  if (item === undefined || item instanceof Uint8Array) throw errors.BadRlp({ items });
  if (items !== undefined && item.length !== items) throw errors.BadRlp({ items });
  return item;
}

/**
 * An item that must be a number, which has no zero bytes in front.
 *
 * @throws `light-client.BadRlp`
 */
export function rlpNumber(item: Rlp | undefined): bigint {
  const bytes = rlpBytes(item);
  if (bytes[0] === 0 || bytes.length > 32) throw errors.BadRlp({ length: bytes.length });
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function readItem(bytes: Uint8Array, start: number, depth: number): { item: Rlp; end: number } {
  const first = bytes[start];
  if (first === undefined || depth > MAX_DEPTH) throw errors.BadRlp({ start, depth });
  if (first < 0x80) return { item: bytes.subarray(start, start + 1), end: start + 1 };
  const isList = first >= 0xc0;
  const { from, end } = readLength(bytes, start, first - (isList ? 0xc0 : 0x80));
  if (isList) return { item: readItems(bytes, from, end, depth + 1), end };
  const item = bytes.subarray(from, end);
  if (item.length === 1 && (item[0] as number) < 0x80) throw errors.BadRlp({ start });
  return { item, end };
}

function readItems(bytes: Uint8Array, from: number, end: number, depth: number): Rlp[] {
  const items: Rlp[] = [];
  let at = from;
  while (at < end) {
    const read = readItem(bytes, at, depth);
    items.push(read.item);
    at = read.end;
  }
  if (at !== end) throw errors.BadRlp({ end, at });
  return items;
}

/** Where the payload lies whose first byte says `code`: a length up to 55, or as many bytes of length as it is above. */
function readLength(bytes: Uint8Array, start: number, code: number): { from: number; end: number } {
  if (code <= 55) return within(bytes, start + 1, code);
  const width = code - 55;
  const digits = bytes.subarray(start + 1, start + 1 + width);
  if (digits.length < width || width > 4 || digits[0] === 0) throw errors.BadRlp({ start });
  const length = digits.reduce((value, byte) => value * 256 + byte, 0);
  if (length <= 55) throw errors.BadRlp({ start, length });
  return within(bytes, start + 1 + width, length);
}

function within(bytes: Uint8Array, from: number, length: number): { from: number; end: number } {
  if (from + length > bytes.length) throw errors.BadRlp({ from, length });
  return { from, end: from + length };
}
