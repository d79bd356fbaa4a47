import { fromHex, type Hex, toHex } from "@pha/codec";
import { customType } from "@pha/service-kit/db";

/** Bytes of any length. */
export const bytea = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => "bytea",
  toDriver: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  fromDriver: toBytes,
});

/** Bytes that are text in TypeScript: hashes, accounts, storage keys. */
export const hex = customType<{ data: Hex; driverData: Buffer }>({
  dataType: () => "bytea",
  toDriver: (text) => toBuffer(text),
  fromDriver: (buffer) => toHex(buffer),
});

/** A driver's parameter for `0x…` text, where a query is written as SQL. */
export function toBuffer(text: Hex): Buffer {
  return Buffer.from(fromHex(text));
}

/** A plain `Uint8Array` (a `Buffer` is not equal to one in comparisons by type). */
export function toBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
