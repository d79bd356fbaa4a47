import { fail } from "./fail.ts";

/** JSON Schema of a value, as the ABI holds it. */
export type JsonSchema = { readonly [key: string]: unknown };

/** One description of a value: checks what comes in, writes what goes out, and tells both in the ABI. */
export interface Schema<T> {
  /** The value of parsed JSON; fails with `BadArguments`, naming `path`, when it is not one. */
  readonly parse: (json: unknown, path: string) => T;
  /** The value as something that JSON can hold. */
  readonly write: (value: T) => unknown;
  readonly json: JsonSchema;
  /** Whether an object may lack it. */
  readonly isOptional?: true;
}

/** The type that a schema describes. */
export type TypeOf<S> = S extends Schema<infer T> ? T : never;

/** An account: `0x` and 64 lowercase hexadecimal digits. */
export type Account = `0x${string}`;

const same = <T>(value: T): unknown => value;
const refuse = (path: string, wanted: string): never => fail("BadArguments", `${path}: expected ${wanted}.`);

interface TextOptions {
  /** Characters (UTF-16 code units); `max` is also a promise to whoever pays for the state. */
  readonly min?: number;
  readonly max: number;
}

function string({ min = 0, max }: TextOptions): Schema<string> {
  const wanted = `a text of ${min} to ${max} characters`;
  return {
    parse: (json, path) =>
      typeof json === "string" && json.length >= min && json.length <= max ? json : refuse(path, wanted),
    write: same,
    json: { type: "string", minLength: min, maxLength: max },
  };
}

function oneOf<const T extends string>(...choices: readonly T[]): Schema<T> {
  return {
    parse: (json, path) => choices.find((choice) => choice === json) ?? refuse(path, `one of ${choices.join(", ")}`),
    write: same,
    json: { type: "string", enum: choices },
  };
}

interface NumberOptions {
  readonly min?: number;
  readonly max?: number;
}

/** Integers only: what is no integer is money, and belongs in `u128`. */
function number({ min = 0, max = Number.MAX_SAFE_INTEGER }: NumberOptions = {}): Schema<number> {
  return {
    parse: (json, path) =>
      typeof json === "number" && Number.isSafeInteger(json) && json >= min && json <= max
        ? json
        : refuse(path, `an integer from ${min} to ${max}`),
    write: same,
    json: { type: "integer", minimum: min, maximum: max },
  };
}

/** In JSON a decimal text: amounts do not fit a JSON number. */
function u128(): Schema<bigint> {
  const pattern = "^(0|[1-9][0-9]{0,38})$";
  const form = new RegExp(pattern);
  return {
    parse: (json, path) => {
      const value = typeof json === "string" && form.test(json) ? BigInt(json) : -1n;
      return value >= 0n && value < 1n << 128n ? value : refuse(path, "a decimal number below 2^128, in quotes");
    },
    write: (value) => value.toString(),
    json: { type: "string", format: "u128", pattern },
  };
}

function boolean(): Schema<boolean> {
  return {
    parse: (json, path) => (typeof json === "boolean" ? json : refuse(path, "true or false")),
    write: same,
    json: { type: "boolean" },
  };
}

/** In JSON `0x` and two hexadecimal digits a byte. */
function bytes({ max }: { readonly max: number }): Schema<Uint8Array> {
  const pattern = "^0x([0-9a-f]{2})*$";
  const form = new RegExp(pattern);
  return {
    parse: (json, path) => {
      if (typeof json !== "string" || json.length > 2 * max + 2 || !form.test(json))
        return refuse(path, `0x and the hexadecimal digits of up to ${max} bytes`);
      return Uint8Array.from({ length: json.length / 2 - 1 }, (_, i) =>
        Number.parseInt(json.slice(2 * i + 2, 2 * i + 4), 16),
      );
    },
    write: (value) => `0x${Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("")}`,
    json: { type: "string", format: "hex", pattern, maxLength: 2 * max + 2 },
  };
}

function account(): Schema<Account> {
  const pattern = "^0x[0-9a-f]{64}$";
  const form = new RegExp(pattern);
  return {
    parse: (json, path) =>
      typeof json === "string" && form.test(json)
        ? (json as Account)
        : refuse(path, "an account: 0x and 64 hexadecimal digits"),
    write: same,
    json: { type: "string", format: "account", pattern },
  };
}

/** For methods that take or give nothing: `null`. */
function nothing(): Schema<null> {
  return {
    parse: (json, path) => (json === null ? null : refuse(path, "null")),
    write: () => null,
    json: { type: "null" },
  };
}

function array<T>(item: Schema<T>, { max }: { readonly max: number }): Schema<T[]> {
  return {
    parse: (json, path) =>
      Array.isArray(json) && json.length <= max
        ? json.map((entry, index) => item.parse(entry, `${path}[${index}]`))
        : refuse(path, `a list of up to ${max}`),
    write: (value) => value.map(item.write),
    json: { type: "array", items: item.json, maxItems: max },
  };
}

/** A property that an object may lack. */
function optional<T>(inner: Schema<T>): Schema<T | undefined> {
  return {
    parse: (json, path) => (json === undefined || json === null ? undefined : inner.parse(json, path)),
    write: (value) => (value === undefined ? undefined : inner.write(value)),
    json: inner.json,
    isOptional: true,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: a property may have any type; `TypeOf` finds it again.
type Properties = Readonly<Record<string, Schema<any>>>;

/** Properties not named are refused, so that a misspelt one is not silently ignored. */
function object<P extends Properties>(properties: P): Schema<{ readonly [K in keyof P]: TypeOf<P[K]> }> {
  const schemas = Object.entries(properties);
  return {
    parse: (json, path) => {
      if (typeof json !== "object" || json === null || Array.isArray(json)) return refuse(path, "an object");
      for (const name of Object.keys(json))
        if (!Object.hasOwn(properties, name)) return refuse(`${path}.${name}`, "no such property");
      const read = (name: string): unknown => (Object.hasOwn(json, name) ? Reflect.get(json, name) : undefined);
      return Object.fromEntries(
        schemas.map(([name, schema]) => [name, schema.parse(read(name), `${path}.${name}`)]),
      ) as {
        readonly [K in keyof P]: TypeOf<P[K]>;
      };
    },
    write: (value) => Object.fromEntries(schemas.map(([name, schema]) => [name, schema.write(value[name])])),
    json: {
      type: "object",
      properties: Object.fromEntries(schemas.map(([name, { json }]) => [name, json])),
      required: schemas.filter(([, { isOptional }]) => !isOptional).map(([name]) => name),
      additionalProperties: false,
    },
  };
}

/** Builders of schemas. */
export const s = { string, oneOf, number, u128, boolean, bytes, account, nothing, array, optional, object };
