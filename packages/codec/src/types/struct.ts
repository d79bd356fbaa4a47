import { errors, isOf } from "../errors.ts";
import { inField } from "../in-field.ts";
import type { AnyType, Json, JsonContext, MetaOptions, Type, TypeOf } from "../type.ts";

/** The values of named fields. */
export type StructOf<F extends Record<string, AnyType>> = { readonly [K in keyof F]: TypeOf<F[K]> };

/**
 * Named fields, encoded one after another in the order written.
 *
 * JSON objects are strict: a field that is missing (unless it may be `null`) or unknown is an error that names it.
 */
export function struct<const F extends Record<string, AnyType>>(
  fields: F,
  options: MetaOptions = {},
): Type<StructOf<F>> {
  const entries = Object.entries(fields);
  return {
    read(reader) {
      const value: Record<string, unknown> = {};
      for (const [name, type] of entries) value[name] = type.read(reader);
      return value as StructOf<F>;
    },
    write(writer, value) {
      for (const [name, type] of entries) type.write(writer, value[name]);
    },
    toJson(value, context) {
      const json: Record<string, Json> = {};
      for (const [name, type] of entries) json[name] = type.toJson(value[name], context);
      return json;
    },
    fromJson(json, context) {
      if (typeof json !== "object" || json === null || Array.isArray(json))
        throw errors.BadJson({ expected: `an object with ${entries.map(([name]) => name).join(", ") || "no fields"}` });
      const given = json as Record<string, unknown>;
      const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
      if (unknown !== undefined)
        throw errors.BadJson({
          field: unknown,
          reason: "there is no such field",
          known: Object.keys(fields).join(", ") || "none",
        });
      const value: Record<string, unknown> = {};
      for (const [name, type] of entries)
        value[name] = inField(name, () =>
          Object.hasOwn(given, name) ? type.fromJson(given[name], context) : absent(type, context),
        );
      return value as StructOf<F>;
    },
    schema: {
      type: "object",
      properties: Object.fromEntries(entries.map(([name, type]) => [name, type.schema])),
      required: entries.filter(([, type]) => type.meta.path[0] !== "Option").map(([name]) => name),
      additionalProperties: false,
    },
    meta: {
      path: options.path ?? [],
      params: options.params ?? [],
      def: { tag: "composite", fields: entries.map(([name, type]) => ({ name, type })) },
    },
  };
}

/** What a field that is not there stands for, where its type lets it be left out. */
function absent(type: AnyType, context: JsonContext): unknown {
  try {
    return type.fromJson(undefined, context);
  } catch (error) {
    if (!isOf(errors, error)) throw error;
    throw errors.BadJson({ reason: "the field is missing", expected: error.data["expected"] }, error);
  }
}
