import { errors } from "../errors.ts";
import { inField } from "../in-field.ts";
import type { AnyType, MetaField, MetaOptions, MetaVariant, Type, TypeOf } from "../type.ts";
import { unit } from "./numbers.ts";

/** One alternative: its index on the wire, what it carries and its documentation. */
export interface Variant<Y extends AnyType = AnyType> {
  readonly index: number;
  readonly type: Y;
  readonly doc: string | undefined;
}

/** The values of an enumeration: `{ type: "Name", value }`; alternatives that carry nothing need no `value`. */
export type EnumOf<V extends Record<string, Variant>> = {
  [K in keyof V & string]: TypeOf<V[K]["type"]> extends undefined
    ? { readonly type: K; readonly value?: undefined }
    : { readonly type: K; readonly value: TypeOf<V[K]["type"]> };
}[keyof V & string];

/** Declares an alternative. Without a type it carries nothing. */
export function variant(index: number): Variant<Type<undefined>>;
export function variant<Y extends AnyType>(index: number, type: Y, doc?: string): Variant<Y>;
export function variant(index: number, type: AnyType = unit, doc?: string): Variant {
  return { index, type, doc };
}

/** A tagged union with written-down indices. JSON: `{ "type": "Name", "value": … }`. */
export function enumeration<const V extends Record<string, Variant>>(
  variants: V,
  options: MetaOptions = {},
): Type<EnumOf<V>> {
  const names: (string | undefined)[] = [];
  for (const [name, { index }] of Object.entries(variants)) {
    if (names[index] !== undefined) throw new Error(`variants ${names[index]} and ${name} share index ${index}`);
    names[index] = name;
  }
  const find = (name: string): Variant => {
    const found = Object.hasOwn(variants, name) ? variants[name] : undefined;
    if (!found) throw errors.UnknownVariant({ name, known: Object.keys(variants).join(", ") });
    return found;
  };
  return {
    read(reader) {
      const index = reader.u8();
      const name = names[index];
      if (name === undefined) throw errors.UnknownVariant({ index });
      return { type: name, value: find(name).type.read(reader) } as EnumOf<V>;
    },
    write(writer, value) {
      const { index, type } = find(value.type);
      writer.u8(index);
      type.write(writer, value.value);
    },
    toJson(value, context) {
      const { type } = find(value.type);
      return type === unit ? { type: value.type } : { type: value.type, value: type.toJson(value.value, context) };
    },
    fromJson(json, context) {
      if (typeof json !== "object" || json === null || Array.isArray(json) || !("type" in json))
        throw errors.BadJson({ expected: `{ "type": ${Object.keys(variants).join(" | ")}, "value": … }` });
      const { type: name, value } = json as { type: unknown; value?: unknown };
      if (typeof name !== "string") throw errors.BadJson({ field: "type", expected: "the name of a variant" });
      const { type } = inField("type", () => find(name));
      return { type: name, value: inField("value", () => type.fromJson(value, context)) } as EnumOf<V>;
    },
    schema: {
      oneOf: Object.entries(variants).map(([name, { type }]) => ({
        type: "object",
        properties: { type: { const: name }, ...(type === unit ? {} : { value: type.schema }) },
        required: type === unit ? ["type"] : ["type", "value"],
      })),
    },
    meta: {
      path: options.path ?? [],
      params: options.params ?? [],
      def: { tag: "variant", variants: Object.entries(variants).map(([name, spec]) => metaVariant(name, spec)) },
    },
  };
}

const metaVariant = (name: string, { index, type, doc }: Variant): MetaVariant => ({
  name,
  index,
  fields: metaFields(type),
  docs: doc === undefined ? [] : [doc],
});

/** A path-less struct or tuple is the variant's own field list, as Rust writes it. */
function metaFields(type: AnyType): readonly MetaField[] {
  const { path, def } = type.meta;
  if (path.length > 0) return [{ type }];
  if (def.tag === "composite") return def.fields;
  if (def.tag === "tuple") return def.of.map((of) => ({ type: of }));
  return [{ type }];
}
