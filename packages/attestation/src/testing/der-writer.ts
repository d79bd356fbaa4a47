import { concat, fromHex, type Hex, utf8 } from "@pha/codec";

/** One element in DER. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  return concat(Uint8Array.of(tag, ...lengthOf(content.length)), content);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return [0x80 | bytes.length, ...bytes];
}

export const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]) => der(0x31, ...parts);
export const context = (number: number, ...parts: readonly Uint8Array[]) => der(0xa0 | number, ...parts);
export const octets = (bytes: Uint8Array) => der(0x04, bytes);
export const bits = (bytes: Uint8Array, unused = 0) => der(0x03, Uint8Array.of(unused), bytes);
export const boolean = (value: boolean) => der(0x01, Uint8Array.of(value ? 0xff : 0));
export const oid = (hex: Hex) => der(0x06, fromHex(hex));
export const text = (value: string) => der(0x0c, utf8(value));

/** A non-negative integer of big-endian bytes. */
export function integer(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? new Uint8Array(1) : bytes.subarray(first);
  return der(0x02, (digits[0] as number) >= 0x80 ? concat(new Uint8Array(1), digits) : digits);
}

export const natural = (value: number) => integer(fromHex(`0x${value.toString(16).padStart(8, "0")}`));

/** A time as `YYMMDDHHMMSSZ`. */
export const time = (ms: number) =>
  der(0x17, utf8(`${new Date(ms).toISOString().slice(2, 19).replaceAll(/[-T:]/g, "")}Z`));
