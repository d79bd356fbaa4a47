import { errors, inField, type JsonSchema } from "@pha/codec";

/**
 * Gives the texts of a path or query the JSON form their types read: numbers, booleans, lists. Nothing that has a name
 * has a NUL in it, and databases take none.
 */
export function coerceFields(schema: JsonSchema, given: unknown): unknown {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const fields = Object.entries((given ?? {}) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    fields.map(([name, value]) => [name, inField(name, () => coerce(properties[name], value))]),
  );
}

/** A name alone says yes: `?proof`. */
const booleans = new Map<unknown, boolean>([
  ["true", true],
  ["1", true],
  ["", true],
  ["false", false],
  ["0", false],
]);

function coerce(schema: JsonSchema | undefined, value: unknown): unknown {
  if (typeof value === "string" && value.includes("\0")) throw errors.BadJson({ expected: "text without NUL" });
  const any = schema?.["anyOf"] as readonly JsonSchema[] | undefined;
  if (any !== undefined)
    return coerce(
      any.find((one) => one["type"] !== "null"),
      value,
    );
  switch (schema?.["type"]) {
    case "integer":
      return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
    case "boolean":
      return booleans.get(value) ?? value;
    case "array": {
      const items = Array.isArray(value) ? value : [value];
      return items.map((item) => coerce(schema["items"] as JsonSchema | undefined, item));
    }
    default:
      return value;
  }
}
