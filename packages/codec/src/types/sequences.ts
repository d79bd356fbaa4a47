import { errors } from "../errors.ts";
import { inField } from "../in-field.ts";
import { type AnyType, structural, type Type, type TypeOf } from "../type.ts";
import type { Writer } from "../writer.ts";

/** At most `max` items, with their count in front. */
export function vec<T>(of: Type<T>, { max }: { readonly max: number }): Type<readonly T[]> {
  return {
    read(reader) {
      const length = reader.items(max);
      const items: T[] = [];
      for (let i = 0; i < length; i++) items.push(of.read(reader));
      return items;
    },
    write(writer, items) {
      if (items.length > max) throw errors.TooLong({ max, actual: items.length });
      writer.compact(items.length);
      for (const item of items) of.write(writer, item);
    },
    toJson: (items, context) => items.map((item) => of.toJson(item, context)),
    fromJson(json, context) {
      const items = listFromJson(json, "a list");
      if (items.length > max) throw errors.TooLong({ max, actual: items.length });
      return items.map((item, i) => inField(i, () => of.fromJson(item, context)));
    },
    schema: { type: "array", items: of.schema, maxItems: max },
    meta: structural({ tag: "sequence", of }),
  };
}

/** Exactly `length` items. */
export function array<T>(of: Type<T>, length: number): Type<readonly T[]> {
  const check = (items: readonly unknown[]) => {
    if (items.length !== length) throw errors.BadLength({ expected: length, actual: items.length });
  };
  return {
    read: (reader) => Array.from({ length }, () => of.read(reader)),
    write(writer, items) {
      check(items);
      for (const item of items) of.write(writer, item);
    },
    toJson: (items, context) => items.map((item) => of.toJson(item, context)),
    fromJson(json, context) {
      const items = listFromJson(json, `a list of ${length}`);
      check(items);
      return items.map((item, i) => inField(i, () => of.fromJson(item, context)));
    },
    schema: { type: "array", items: of.schema, minItems: length, maxItems: length },
    meta: structural({ tag: "array", length, of }),
  };
}

/** One value of each type, in order. */
export function tuple<const T extends readonly AnyType[]>(...of: T): Type<{ readonly [K in keyof T]: TypeOf<T[K]> }> {
  type Value = { readonly [K in keyof T]: TypeOf<T[K]> };
  return {
    read: (reader) => of.map((type) => type.read(reader)) as unknown as Value,
    write: (writer: Writer, items) => of.forEach((type, i) => void type.write(writer, items[i])),
    toJson: (items, context) => of.map((type, i) => type.toJson(items[i], context)),
    fromJson(json, context) {
      const items = listFromJson(json, `a list of ${of.length}`);
      if (items.length !== of.length) throw errors.BadLength({ expected: of.length, actual: items.length });
      return of.map((type, i) => inField(i, () => type.fromJson(items[i], context))) as unknown as Value;
    },
    schema: { type: "array", prefixItems: of.map((type) => type.schema), minItems: of.length, maxItems: of.length },
    meta: structural({ tag: "tuple", of }),
  };
}

/** A value or `undefined`; JSON `null`. */
export function option<T>(of: Type<T>): Type<T | undefined> {
  return {
    read(reader) {
      const tag = reader.u8();
      if (tag > 1) throw errors.NonCanonical();
      return tag === 0 ? undefined : of.read(reader);
    },
    write(writer, value) {
      writer.u8(value === undefined ? 0 : 1);
      if (value !== undefined) of.write(writer, value);
    },
    toJson: (value, context) => (value === undefined ? null : of.toJson(value, context)),
    fromJson: (json, context) => (json === null || json === undefined ? undefined : of.fromJson(json, context)),
    schema: { anyOf: [of.schema, { type: "null" }] },
    meta: {
      path: ["Option"],
      params: [{ name: "T", type: of }],
      def: {
        tag: "variant",
        variants: [
          { name: "None", index: 0, fields: [] },
          { name: "Some", index: 1, fields: [{ type: of }] },
        ],
      },
    },
  };
}

function listFromJson(json: unknown, expected: string): readonly unknown[] {
  if (!Array.isArray(json)) throw errors.BadJson({ expected });
  return json;
}
