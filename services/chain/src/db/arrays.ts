import type { Hex } from "@pha/codec";
import { sql } from "@pha/service-kit/db";

/**
 * Arrays as parameters in Postgres' binary form: their text would have twice the bytes, and both sides would work for it.
 * The statement must cast the parameter to the same type.
 */

/** Numbers of types in the catalogue of every Postgres. */
const OID = { bool: 16, bytea: 17, int4: 23, text: 25 } as const;

/** Dimensions, whether there are nulls, type of items, length, number of the first: four bytes each. */
const HEADER_BYTES = 20;

/** `bytea[]`. */
export const byteas = (items: readonly (Uint8Array | null)[]) => copied(OID.bytea, items);

/** `bytea[]` of what is text in TypeScript. */
export const hexes = (items: readonly Hex[]) =>
  array(
    OID.bytea,
    items,
    (item) => item.length / 2 - 1,
    (item, into, at) => into.write(item.slice(2), at, "hex"),
  );

/** `int[]`. */
export const ints = (items: readonly (number | null)[]) =>
  array(
    OID.int4,
    items,
    () => 4,
    (item, into, at) => into.writeInt32BE(item, at),
  );

/** `bool[]`. */
export const bools = (items: readonly boolean[]) =>
  array(
    OID.bool,
    items,
    () => 1,
    (item, into, at) => into.writeUInt8(item ? 1 : 0, at),
  );

/** `text[]`. */
export const texts = (items: readonly string[]) =>
  copied(
    OID.text,
    items.map((item) => Buffer.from(item)),
  );

const copied = (oid: number, items: readonly (Uint8Array | null)[]) =>
  array(
    oid,
    items,
    (item) => item.length,
    (item, into, at) => into.set(item, at),
  );

function array<T>(
  oid: number,
  items: readonly (T | null)[],
  sizeOf: (item: T) => number,
  put: (item: T, into: Buffer, at: number) => unknown,
) {
  let length = HEADER_BYTES;
  for (const item of items) length += 4 + (item === null ? 0 : sizeOf(item));
  const bytes = Buffer.allocUnsafe(length);
  let at = bytes.writeInt32BE(1, 0);
  at = bytes.writeInt32BE(items.includes(null) ? 1 : 0, at);
  at = bytes.writeInt32BE(oid, at);
  at = bytes.writeInt32BE(items.length, at);
  at = bytes.writeInt32BE(1, at);
  for (const item of items) {
    const size = item === null ? -1 : sizeOf(item);
    at = bytes.writeInt32BE(size, at);
    if (item === null) continue;
    put(item, bytes, at);
    at += size;
  }
  return sql.param(bytes);
}
