import { errors } from "../errors.ts";
import type { Reader } from "../reader.ts";
import { type MetaPrimitive, structural, type Type } from "../type.ts";
import type { Writer } from "../writer.ts";

function small(
  name: MetaPrimitive,
  max: number,
  read: (reader: Reader) => number,
  write: (writer: Writer, value: number) => void,
): Type<number> {
  return {
    read,
    write,
    toJson: (value) => value,
    fromJson(json) {
      if (typeof json !== "number" || !Number.isInteger(json) || json < 0 || json > max)
        throw errors.BadJson({ expected: `an integer from 0 to ${max}` });
      return json;
    },
    schema: { type: "integer", minimum: 0, maximum: max },
    meta: structural({ tag: "primitive", value: name }),
  };
}

function big(
  name: MetaPrimitive,
  bits: number,
  read: (reader: Reader) => bigint,
  write: (writer: Writer, value: bigint) => void,
): Type<bigint> {
  const max = (1n << BigInt(bits)) - 1n;
  return {
    read,
    write,
    toJson: (value) => value.toString(),
    fromJson(json) {
      const text = typeof json === "number" && Number.isSafeInteger(json) ? String(json) : json;
      if (typeof text !== "string" || text.length > 40 || !/^(0|[1-9]\d*)$/.test(text) || BigInt(text) > max)
        throw errors.BadJson({ expected: `a decimal string from 0 to ${max}` });
      return BigInt(text);
    },
    schema: { type: "string", pattern: "^(0|[1-9][0-9]*)$", description: `Decimal, below 2^${bits}.` },
    meta: structural({ tag: "primitive", value: name }),
  };
}

export const u8 = small(
  "u8",
  0xff,
  (r) => r.u8(),
  (w, v) => w.u8(v),
);
export const u16 = small(
  "u16",
  0xffff,
  (r) => r.u16(),
  (w, v) => w.u16(v),
);
export const u32 = small(
  "u32",
  0xffff_ffff,
  (r) => r.u32(),
  (w, v) => w.u32(v),
);
/** JSON: a decimal string; whole numbers below 2^53 are read too. */
export const u64 = big(
  "u64",
  64,
  (r) => r.u64(),
  (w, v) => w.u64(v),
);
/** JSON: a decimal string; whole numbers below 2^53 are read too. */
export const u128 = big(
  "u128",
  128,
  (r) => r.u128(),
  (w, v) => w.u128(v),
);

export const bool: Type<boolean> = {
  read(reader) {
    const byte = reader.u8();
    if (byte > 1) throw errors.NonCanonical();
    return byte === 1;
  },
  write: (writer, value) => writer.u8(value ? 1 : 0),
  toJson: (value) => value,
  fromJson(json) {
    if (typeof json !== "boolean") throw errors.BadJson({ expected: "true or false" });
    return json;
  },
  schema: { type: "boolean" },
  meta: structural({ tag: "primitive", value: "bool" }),
};

/** Nothing: no bytes, `undefined`, JSON `null`. */
export const unit: Type<undefined> = {
  read: () => undefined,
  write: () => {},
  toJson: () => null,
  fromJson(json) {
    if (json !== null && json !== undefined) throw errors.BadJson({ expected: "null" });
    return undefined;
  },
  schema: { type: "null" },
  meta: structural({ tag: "tuple", of: [] }),
};

/** The compact encoding of an unsigned type; its range and JSON are those of the type. */
export function compact<T extends number | bigint>(of: Type<T>): Type<T> {
  const isBig = of === (u64 as unknown) || of === (u128 as unknown);
  const bits = { u8: 8, u16: 16, u32: 32, u64: 64, u128: 128 }[primitiveName(of)];
  const max = (1n << BigInt(bits)) - 1n;
  return {
    ...of,
    read(reader) {
      const value = reader.compact();
      if (value > max) throw errors.OutOfRange({ max, actual: value });
      return (isBig ? value : Number(value)) as T;
    },
    write(writer, value) {
      if (typeof value === "number" ? !Number.isInteger(value) || value > Number(max) : value > max)
        throw errors.OutOfRange({ max, actual: value });
      writer.compact(value);
    },
    meta: structural({ tag: "compact", of }),
  };
}

function primitiveName<T>(type: Type<T>): "u8" | "u16" | "u32" | "u64" | "u128" {
  const { def } = type.meta;
  if (def.tag === "primitive" && def.value !== "bool" && def.value !== "str") return def.value;
  throw errors.OutOfRange({ expected: "an unsigned integer type" });
}
