import { fromHex, type Hex, toHex } from "../bytes.ts";
import { type CodedError, errors } from "../errors.ts";
import { type MetaOptions, type MetaType, structural, type Type } from "../type.ts";
import { u8 } from "./numbers.ts";

/** Bytes of any length up to `max`, with their length in front. JSON: `0x…`. */
export function bytes({ max }: { readonly max: number }): Type<Uint8Array> {
  return {
    read: (reader) => reader.take(reader.length(max)),
    write(writer, value) {
      if (value.length > max) throw errors.TooLong({ max, actual: value.length });
      writer.compact(value.length);
      writer.bytes(value);
    },
    toJson: toHex,
    fromJson(json) {
      const value = hexFromJson(json);
      if (value.length > max) throw errors.TooLong({ max, actual: value.length });
      return value;
    },
    schema: { type: "string", pattern: "^0x([0-9a-fA-F]{2})*$", maxLength: 2 + 2 * max },
    meta: structural({ tag: "sequence", of: u8 }),
  };
}

/** Exactly `length` bytes, as `0x…` text. */
export function fixedBytes(length: number, options: MetaOptions = {}): Type<Hex> {
  const array: MetaType = structural({ tag: "array", length, of: u8 });
  const expected = `0x and ${2 * length} hexadecimal digits`;
  const type: Type<Hex> = {
    read: (reader) => toHex(reader.peekTaken(length)),
    write(writer, value) {
      const raw = fromHex(value);
      if (raw.length !== length) throw errors.BadLength({ expected: length, actual: raw.length });
      writer.bytes(raw);
    },
    toJson: (value) => value,
    fromJson(json) {
      const raw = hexFromJson(json, expected);
      if (raw.length !== length) throw errors.BadLength({ expected, actual: `${2 * raw.length} digits` });
      return toHex(raw);
    },
    schema: { type: "string", pattern: `^0x[0-9a-fA-F]{${2 * length}}$` },
    meta: array,
  };
  if (options.path === undefined) return type;
  const inner = { ...type };
  return {
    ...type,
    meta: {
      path: options.path,
      params: options.params ?? [],
      def: { tag: "composite", fields: [{ type: inner }] },
    },
  };
}

/** 32 bytes of a hash (`primitive_types::H256`). */
export const H256: Type<Hex> = fixedBytes(32, { path: ["primitive_types", "H256"] });

function hexFromJson(json: unknown, expected = "0x and hexadecimal digits, two for each byte"): Uint8Array {
  if (typeof json !== "string") throw errors.BadJson({ expected });
  try {
    return fromHex(json);
  } catch (error) {
    throw errors.BadHex({ ...(error as CodedError).data, expected }, error);
  }
}
